#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "sandbox/forms/options_form.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

class TemporaryFolder;

/// The servers of a program: the one it was started with, which is number 0, and those that were asked for later. Each
/// keeps its options, so that it can start anew. Used by one thread at a time.
class SEGMIND_SANDBOX_EXPORT Servers {
 public:
  /// Called with every server before its address is told.
  using Prepare = std::function<void(Server& server, std::uint64_t number)>;

  /// Throws what Server() throws.
  Servers(const Options& first, Prepare prepare);
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  /// Null: there is none of that number, or it could not start anew.
  Server* find(std::uint64_t number);
  std::vector<std::uint64_t> numbers() const;

  /// Throws what Server() throws; std::runtime_error where there are too many.
  std::uint64_t make(const forms::SentOptions& options);
  void end(std::uint64_t number);

  /// The options that the server of that number was made with.
  forms::SentOptions options_of(std::uint64_t number) const;

  /// Throws what Server() would throw for the options' sake.
  void prove(const forms::SentOptions& options) const;

  /// Puts a new server in its place, on its ports. Throws std::runtime_error where one was taken meanwhile: the server
  /// is gone then. REQUIRES: prove(options).
  void start_anew(std::uint64_t number, const forms::SentOptions& options);

 private:
  struct Entry;
  std::unique_ptr<Entry> entry_of(const forms::SentOptions& options) const;

  Prepare prepare_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Entry>> entries_;
};

}  // namespace segmind::sandbox
