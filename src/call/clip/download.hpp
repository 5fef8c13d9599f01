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

/// Why an address from an answer must not be fetched, as a sentence; empty: it may. https is allowed anywhere; http,
/// and the loopback interface, only where the service itself is there.
std::string asset_problem(const std::string& address, const Settings& settings);

/// Whether an answer holds the clip itself in place of an address (a data URL).
bool is_inline(const std::string& address) noexcept;

/// Fetches a clip for a call from the service's address, without the key and through a few redirects, which must obey
/// the same rules. Goes on from what the sink has of the same version. A connection that breaks or falls silent is
/// tried again; RetryPolicy bounds the attempts without progress.
class Download final : private ExchangeObserver {
 public:
  enum class End {
    whole,     ///< The sink has the clip.
    absent,    ///< The clip is not at this address now. Waiting or another address may help.
    unusable,  ///< This address will never bring the clip. Another address may.
    broken,    ///< The sink has a part of the clip. Only this address can go on with it.
    hopeless   ///< Neither waiting nor another address helps.
  };

  /// Without an error the clip is whole. May destroy the download, or start it again.
  using OnEnd = std::function<void(End, std::optional<Error>)>;

  Download(Call& call, SinkWriter& sink, OnEnd on_end);
  ~Download();

  /// Begins; after an end, goes on from another address. Refuses through `on_end`.
  void start(const std::string& address, Output expected);

  /// Whether the sink has bytes of the clip, which another address's bytes must not replace.
  bool has_begun() const noexcept { return sink_.has_begun() && !receiver_.has_foreign_bytes(); }
  /// Since the last start.
  bool has_progressed() const noexcept { return progressed_; }
  /// Whether the sink has a film, a picture or a sound of another kind than was expected.
  bool holds_other_media() const noexcept { return receiver_.has_other_media(); }
  /// Why the address is being asked again; empty: it is not.
  const std::string& last_problem() const noexcept { return last_problem_; }

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
  void end_whole() { end(End::whole, std::nullopt); }
  void end_for_now(Error error) { end(has_begun() ? End::broken : End::absent, std::move(error)); }
  void end_for_good(Error error) { end(has_begun() ? End::hopeless : End::unusable, std::move(error)); }
  void end_by_sink() { end(End::hopeless, receiver_.sink_error()); }
  void end(End how, std::optional<Error> error);

  Call& call_;
  SinkWriter& sink_;
  const OnEnd on_end_;
  ClipReceiver receiver_;
  Tries tries_;
  std::string address_;
  std::string last_problem_;
  FileVersion version_;
  net::SharedAddress asked_;  // the clip's own address, or where it redirected
  std::unique_ptr<Exchange> exchange_;
  std::optional<net::Loop::TimerId> pause_;
  bool prepared_ = false;
  bool progressed_ = false;
  bool is_clip_ = false;        // the answer is the clip, or the rest of it
  std::uint64_t farthest_ = 0;  // that the sink has ever had
  int redirects_ = 0;
};

}  // namespace segmind::call
