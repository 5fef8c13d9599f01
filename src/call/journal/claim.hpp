#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "call/engine.hpp"
#include "call/journal/outcome.hpp"
#include "segmind/journal.hpp"

namespace segmind::call {

/// An intention that a call works on, as its owner in the journal. Made when the journal has given it to this client;
/// what becomes of it is reported here. Belongs to the loop's thread.
class Claim : public std::enable_shared_from_this<Claim> {
 public:
  Claim(std::shared_ptr<Engine> engine, JournalEntry entry);
  ~Claim();  ///< Lets it go where nothing has been told of its end.
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;

  const JournalEntry& entry() const noexcept { return entry_; }

  /// Asked before each sending. `answer` comes later, on the loop's thread: an Error where the request must stay here.
  void leave(std::function<void(std::optional<Error>)> answer);
  /// The last check before the request and its body leave. The journal's permission expires, by a clock that runs
  /// through the machine's sleep: others may send the request later.
  bool may_send() const noexcept;
  /// leave() or may_send() has said no: another owner may have it.
  bool is_lost() const noexcept { return state_ == State::lost; }

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

  void finish(std::function<Result<void>(Journal&, const CancellationToken&)> report);

  const std::shared_ptr<Engine> engine_;
  const JournalEntry entry_;
  mutable State state_ = State::held;
  std::chrono::nanoseconds left_{0};  // since boot, when leave() was asked
};

}  // namespace segmind::call
