#pragma once

#include <functional>
#include <optional>
#include <string>

#include "call/engine.hpp"

namespace segmind::call {

/// The answer to a question that costs nothing.
struct Answer {
  net::Outcome outcome;
  net::Head head;  ///< Status 0: none came.
  std::string body;
};

/// Asks the API one thing with the key (GET), and gives up after ClientOptions::silence_timeout. Belongs to the loop's
/// thread; destroying it ends it without a word.
class Query final : private net::Listener {
 public:
  using End = std::function<void(const Answer&)>;

  /// `failures`: how often it was asked in vain. Throws std::bad_alloc.
  Query(Engine& engine, net::SharedAddress address, int failures, std::chrono::milliseconds connect_timeout,
        End on_end);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

 private:
  void on_connected() noexcept override;
  bool on_head(net::Head head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;
  void on_silence();
  void end();

  Engine& engine_;
  End on_end_;
  const net::SharedAddress address_;
  Answer answer_;
  std::optional<net::Loop::TransferId> transfer_;
  std::optional<net::Loop::TimerId> timer_;
};

}  // namespace segmind::call
