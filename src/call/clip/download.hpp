#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "call/clip/clip_receiver.hpp"
#include "call/clip/file_version.hpp"
#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"

namespace segmind::call {

/// Why a clip's address from an answer may not be asked, as a sentence; empty when it may. https is asked anywhere;
/// http, and the loopback interface, only where the service itself is there.
std::string asset_problem(const std::string& address, const Settings& settings);

/// Whether an answer brings the clip itself where an address would stand.
bool is_inline(const std::string& address) noexcept;

/// Fetches a clip for a call from the address that the service gave: without the key, and through a few redirects, each
/// of which is held to the same rules. What the sink already has of the same version is not fetched again; when the
/// connection breaks or falls silent the download goes on where it was, as often as the policy allows without a byte of
/// progress.
class Download final : private ExchangeObserver {
 public:
  /// No error: the sink has the whole clip. May destroy the download, or start it again.
  using OnEnd = std::function<void(std::optional<Error>)>;

  Download(Call& call, SinkWriter& sink, Output output, OnEnd on_end);
  ~Download();

  /// Begins, or after an end goes on from another address. Refuses through `on_end`.
  void start(const std::string& address);

  /// After an end with an error: it lies on this side, and waiting does not mend it.
  bool is_hopeless() const noexcept { return hopeless_; }
  /// After an end with an error: the address holds what is no clip, or may not be asked; another one may hold it.
  bool found_something_else() const noexcept { return found_something_else_; }
  /// Since it was started last.
  bool has_progressed() const noexcept { return progressed_; }

 private:
  bool takes_body(const net::Head& head) override;
  bool take(const std::byte* data, std::size_t size) override;
  void on_answer(Answer answer) override;

  void prepare();
  void ask(const std::string& address);
  void take_inline(const std::string& address);
  net::SharedHeaderLines range_headers() const;
  void begin_whole(const net::Head& head);
  void begin_rest(const net::Head& head);
  void note_progress() noexcept;
  void decide_about_body(Answer answer);
  void decide_about_refusal(Answer answer);
  std::string problem_of_whole() const;
  std::string what_came() const;
  void redirect(const std::string& location);
  void again_or_end(Error error, Verdict verdict = Verdict::may_pass);
  void give_up(Error error);
  void end(std::optional<Error> error);

  Call& call_;
  SinkWriter& sink_;
  const OnEnd on_end_;
  ClipReceiver receiver_;
  Tries tries_;
  std::string address_;
  FileVersion version_;
  net::SharedAddress asked_;  // the clip's own address, or where it redirected
  std::unique_ptr<Exchange> exchange_;
  std::optional<net::Loop::TimerId> pause_;
  bool prepared_ = false;
  bool hopeless_ = false;
  bool progressed_ = false;
  bool found_something_else_ = false;
  bool is_clip_ = false;        // the answer is the clip, or the rest of it
  std::uint64_t farthest_ = 0;  // that the sink has ever had
  int redirects_ = 0;
};

}  // namespace segmind::call
