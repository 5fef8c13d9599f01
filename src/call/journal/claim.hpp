#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "call/engine.hpp"
#include "call/journal/outcome.hpp"
#include "segmind/journal.hpp"

namespace segmind::call {

/// How an intention stands in the journal while its record is looked for.
struct Standing {
  bool has_moved_on = false;             ///< It needs no search any more: somebody has reported what became of it.
  std::vector<std::string> of_others{};  ///< Of the records that were asked about, those of other intentions.
  std::vector<std::int64_t> seeds{};     ///< That the journal has drawn since the time that was asked about.
};

/// An intention that a call works on, as its owner in the journal. Made when the journal has given it to this client;
/// what becomes of it is reported here. Belongs to the loop's thread.
class Claim : public std::enable_shared_from_this<Claim> {
 public:
  using Time = std::chrono::nanoseconds;  // os::since_boot()

  /// `asked`: when the journal was asked for it.
  Claim(std::shared_ptr<Engine> engine, JournalEntry entry, Time asked);
  /// The same intention once more, after the program has permitted to pay twice; `before` ends with it.
  Claim(Claim& before, JournalEntry entry);
  ~Claim();  ///< Lets it go where nothing has been told of its end.
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  const JournalEntry& entry() const noexcept { return entry_; }

  /// Asked before each sending. `answer` comes later, on the loop's thread: an Error where the request must stay here.
  void leave(std::function<void(std::optional<Error>)> answer);
  /// The last check before the request and its body leave. The lease and the journal's permission expire, by a clock
  /// that runs through the machine's sleep: others may send the request later.
  bool may_send() const noexcept;
  /// leave() or may_send() has said no: another owner may have it.
  bool is_lost() const noexcept { return state_ == State::lost; }

  // Where its record is looked for.

  /// Since when it may have left: all attempts together that may be paid for.
  net::Clock::TimePoint left_since() const noexcept;
  /// When the records show it, if it has left. Never where the times in the journal contradict each other.
  net::Clock::TimePoint settled_at() const noexcept;
  /// Makes the record this intention's, unless it is another's. `answer` comes later, on the loop's thread.
  void own(const std::string& record_id, std::function<void(Result<Ownership>)> answer);
  /// `drawn_since`: asks for the seeds, too.
  void stand(std::vector<std::string> record_ids, std::optional<std::chrono::system_clock::time_point> drawn_since,
             std::function<void(Result<Standing>)> answer);

  /// What was sent certainly cost nothing, and it will be sent again.
  void unpaid();
  void submitted(const std::string& record_id);
  void ended(const Result<Media>& clip);
  /// The request goes on, and somebody may ask for it later.
  void let_go();

 private:
  enum class State {
    held,
    leaving,  ///< The journal counts it as sent.
    lost,
    over  ///< Reported, or let go.
  };

  /// When its requests may have left that may be paid for.
  struct Sendings {
    std::optional<Time> first;
    std::optional<Time> last;
    bool is_certain = true;  ///< False: a clock was set in between.
    void add(Time left) noexcept;
  };

  static Sendings sendings_of(const JournalEntry& entry, Time asked);
  Sendings all_sendings() const noexcept;
  Time longest_way_out() const noexcept;
  void finish(std::function<Result<void>(Journal&, const CancellationToken&)> report);

  const std::shared_ptr<Engine> engine_;
  const JournalEntry entry_;
  const Time asked_;
  const Sendings earlier_;  // by others, or by this client before
  mutable State state_ = State::held;
  std::optional<Time> left_;  // when leave() was asked
};

}  // namespace segmind::call
