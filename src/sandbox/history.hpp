#pragma once

#include <deque>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/exchange.hpp"
#include "sandbox/generations.hpp"

namespace segmind::sandbox {

/// The account's records: a row for each generation that was begun, for as long as the server runs. Belongs to the
/// loop's thread.
class History {
 public:
  struct Setup {
    const Options& options;
    const std::string& files_url;
    Files& files;
    Generations& generations;
  };

  explicit History(Setup setup) : setup_(setup) {}

  enum class Way { v1, queue };

  /// Adds the row of a generation that was begun for this body.
  void add(const std::shared_ptr<Generation>& generation, std::string_view slug, const std::string& body, Way way);

  /// Every row as it is, the oldest first.
  std::vector<Record> all() const;

  static bool is_path(std::string_view path);
  /// A page of rows, or one row by its id.
  Answer answer(const Request& request);

 private:
  using WallTime = std::chrono::system_clock::time_point;

  struct Row {
    std::string id;
    std::shared_ptr<Generation> generation;
    std::string slug;
    std::string body;
    Way way = Way::v1;
    WallTime created;
  };

  struct Query;

  WallTime time_of(const Row& row) const;
  bool is_shown(const Row& row) const;
  nlohmann::json json_of(const Row& row);
  nlohmann::json body_of(const Row& row);
  Answer page(const Query& query);

  Setup setup_;
  std::deque<Row> rows_;  // the oldest one first
  std::size_t copied_addresses_ = 0;
};

}  // namespace segmind::sandbox
