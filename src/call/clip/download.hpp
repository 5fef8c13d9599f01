#pragma once

#include <functional>
#include <optional>
#include <string>

#include "call/exchange/backoff.hpp"
#include "call/exchange/bounded_text.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/engine.hpp"
#include "call/clip/file_version.hpp"

namespace segmind::call {

/// Why a clip's address from an answer may not be asked, as a sentence; empty when it may. https is asked anywhere;
/// http, and the loopback interface, only where the service itself is there.
std::string asset_problem(const std::string& address, const Settings& settings);

/// Fetches a clip from the address that the service gave: without the key, and through a few redirects, each of which
/// is held to the same rules. What the sink already has of the same version is not fetched again; when the connection
/// breaks or falls silent the download goes on where it was, as often as the policy allows without a byte of progress.
class Download final : private net::Listener {
 public:
  struct Events {
    std::function<void(std::uint64_t had, std::optional<std::uint64_t> total)> on_begin;
    std::function<void(std::size_t bytes)> on_bytes;
    std::function<void(std::optional<Error>)> on_end;  ///< No error: the sink has the whole clip.
  };

  Download(Engine& engine, SinkWriter& sink, std::chrono::milliseconds connect_timeout, const RetryPolicy& retry,
           Events events);
  ~Download();
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  /// Begins, or after on_end goes on from another address. Throws std::bad_alloc. Refuses through on_end.
  void start(const std::string& address);

  /// After an end with an error: it lies on this side, and waiting does not mend it.
  bool hopeless() const noexcept { return hopeless_; }

 private:
  void on_connected() noexcept override;
  bool on_head(net::Head head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

  template <typename Step>
  bool guarded(Step&& step) noexcept;
  std::uint64_t max_body() const noexcept { return engine_.settings().max_response_bytes; }
  net::SharedHeaderLines range_headers() const;
  void ask(const std::string& address);
  void begin(const net::Head& head);
  void note_progress() noexcept;
  void watch();
  void decide(const net::Outcome& outcome);
  void decide_about_body(const net::Outcome& outcome);
  void redirect();
  void again_or_end(Error error);
  void give_up(Error error);
  void end(std::optional<Error> error);

  Engine& engine_;
  SinkWriter& sink_;
  const std::chrono::milliseconds connect_timeout_;
  const RetryPolicy retry_;
  Events events_;
  ClipReceiver receiver_;
  Backoff backoff_;
  std::string address_;
  FileVersion version_;
  net::SharedAddress url_;  // the one that is asked: the clip's own, or where it redirected
  net::Head head_;
  BoundedText error_body_;
  std::optional<net::Loop::TransferId> transfer_;
  std::optional<net::Loop::TimerId> timer_;
  net::Loop::Clock::time_point heard_{};
  bool begun_ = false;
  bool hopeless_ = false;
  bool taking_ = false;         // the answer is the clip, or the rest of it
  std::uint64_t farthest_ = 0;  // that the sink has ever had
  int failures_ = 0;            // in a row, without a byte of progress
  int redirects_ = 0;
};

}  // namespace segmind::call
