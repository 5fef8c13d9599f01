#pragma once

#include <functional>
#include <optional>
#include <string>

#include "call/call.hpp"
#include "call/clip_receiver.hpp"

namespace segmind::call {

/// Why a clip's address from an answer may not be asked, as a sentence; empty when it may. https is asked anywhere;
/// http, and the loopback interface, only where the service itself is there.
std::string asset_problem(const std::string& address, const Settings& settings);

/// Fetches a clip from the address that the service gave: without the key, and through a few redirects, each of which
/// is held to the same rules.
class Download final : public net::Listener {
 public:
  struct Events {
    std::function<void(std::optional<std::uint64_t> total)> on_begin;  ///< The clip begins to arrive.
    std::function<void(std::size_t bytes)> on_bytes;
    std::function<void(std::optional<Error>)> on_end;  ///< No error: the sink has the whole clip.
  };

  Download(Engine& engine, SinkWriter& sink, std::chrono::milliseconds connect_timeout, Events events);
  ~Download();

  /// Throws std::bad_alloc. Refuses through on_end.
  void start(const std::string& address);

  bool on_head(const net::Head& head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

 private:
  void ask(const std::string& address);
  void decide(const net::Outcome& outcome);
  void end(std::optional<Error> error);
  void redirect();

  Engine& engine_;
  SinkWriter& sink_;
  const std::chrono::milliseconds connect_timeout_;
  Events events_;
  ClipReceiver receiver_;
  net::Request request_;
  net::Head head_;
  std::string error_body_;
  std::optional<net::Loop::TransferId> transfer_;
  int redirects_ = 0;
};

}  // namespace segmind::call
