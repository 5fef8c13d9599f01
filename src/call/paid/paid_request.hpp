#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "call/exchange/exchange.hpp"
#include "call/exchange/tries.hpp"
#include "call/journal/claim.hpp"
#include "call/lifecycle/call.hpp"
#include "segmind/media.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// A request that pays, and whose answer is lost: it may have been paid for.
struct LostAnswer {
  Error error;
  Verdict verdict = Verdict::permanent;
};

/// What is made of the answer to a request that pays. What the functions throw ends the call.
class PaidRequestOwner {
 public:
  /// A success begins: a 200, or another 2xx, into which a proxy may have changed it.
  virtual void on_success(const net::Head& head) = 0;
  /// A piece of the body. False: stop reading.
  virtual bool take(const std::byte* data, std::size_t size) = 0;
  /// The answer is over; whole where `broken` is nothing.
  virtual void on_success_end(const net::Outcome& outcome, std::optional<Error> broken) = 0;
  /// No answer has come, or one that hides what became of the request. The owner ends the call, or has it go on with
  /// PaidRequest::go_on_after().
  virtual void on_lost(LostAnswer lost) = 0;
  /// What this attempt costs as it stands, where its status and how far it got say `by_status`.
  virtual Charge charge_of_attempt(Charge by_status) const noexcept = 0;

 protected:
  ~PaidRequestOwner() = default;
};

/// A paid request: its turn, its money, its attempts. Leaves the machine at most once an attempt. There is another
/// attempt only where the last certainly cost nothing, or where accept_paying_twice allows it.
class PaidRequest final : private ExchangeObserver {
 public:
  /// The attempt's stage.
  enum class State {
    idle,      ///< No money is reserved.
    reserved,  ///< Money is reserved; waits for its turn or the next attempt.
    leaving,   ///< Given to the transport, which can still stop it.
    sent,      ///< Has left whole: the service may act on it.
    answered,  ///< The answer's head is here.
    settled    ///< What it cost is booked.
  };

  struct Way {
    net::SharedAddress address;
    Phase phase_once_sent = Phase::generating;
    PaidWork* unheard = nullptr;           ///< Counts the request from its leaving to the answer's end.
    std::size_t piece = net::least_piece;  ///< How much of the answer is read at once.
    /// The least time for an answer. With less left before the timeout, the request is not sent.
    std::chrono::milliseconds least_time{0};
    std::shared_ptr<Claim> claim = {};  ///< Of the intention in the journal; null where the client has none.
  };

  PaidRequest(Call& call, PaidRequestOwner& owner, Request request, const CallOptions& options, Way way);

  void begin();
  void stop() noexcept;
  void drain() noexcept;

  /// Whether it may be paid for and has not ended.
  bool is_under_way() const noexcept { return state_ >= State::leaving && state_ != State::settled; }
  /// Whether the service may act on it.
  bool has_left() const noexcept { return state_ == State::sent || state_ == State::answered; }
  Charge charge() const noexcept { return std::max(charge_of_attempt(), earlier_charge_); }
  int status() const noexcept { return status_; }
  bool is_success() const noexcept { return status_ / 100 == 2; }
  /// What the head of a success said.
  Receipt& receipt() noexcept { return receipt_; }
  /// When the last attempt left.
  net::Clock::TimeOfDay sent_at() const noexcept { return sent_at_; }
  /// When the first attempt left that may have been paid for, by both clocks.
  net::Clock::TimeOfDay first_sent_at() const noexcept { return first_sent_at_; }
  net::Clock::TimePoint first_left_at() const noexcept { return first_left_at_; }
  /// Whether the program may be asked to pay twice: here, or, where a journal has the request, by whoever looks for it.
  bool may_be_asked_to_pay_twice() const noexcept { return static_cast<bool>(accept_paying_twice_); }
  /// Of the intention in the journal; null where the client has none.
  const std::shared_ptr<Claim>& claim() const noexcept { return way_.claim; }
  /// Sends again what may have been paid for, where the program accepts that; else ends the call.
  void go_on_after(LostAnswer lost) { retry_or_fail(std::move(lost.error), lost.verdict); }
  /// The money that was set aside belongs to a job of the queue from now on.
  void leave_reservation_to_job(const std::string& id);
  /// Ends the call with an error about an answer that was a success.
  void fail_after_success(Error error);

 private:
  bool may_send() noexcept override { return !call_.has_to_end() && (!way_.claim || way_.claim->may_send()); }
  void on_connected() override { call_.progress().enter(Phase::sending); }
  void on_sent() override;
  bool takes_body(const net::Head& head) override;
  bool take(const std::byte* data, std::size_t size) override { return owner_.take(data, size); }
  void on_answer(Answer answer) override;

  void wait_for_turn();
  void leave();
  void send();
  void tell_health() noexcept;
  void retry_or_fail(Error error, Verdict verdict);
  bool may_be_sent_again(const Error& error, Verdict verdict) const;
  bool reserve_again(Error& error);
  bool accepts_paying_twice(const Error& error) const;
  Charge charge_of_attempt() const noexcept;
  void settle() noexcept;
  void count_unheard(bool unheard) noexcept;
  Error too_late() const;
  static Error came_too_late();
  double dollars() const noexcept { return request_.estimated_cost() ? request_.estimated_cost()->dollars : 0; }

  Call& call_;
  PaidRequestOwner& owner_;
  const Request request_;
  const Function<bool(const Error&)> accept_paying_twice_;
  const Way way_;
  Tries tries_;
  State state_ = State::idle;
  bool counted_ = false;  // among the engine's paid requests
  bool unheard_ = false;  // counted in way_.unheard
  std::chrono::milliseconds needed_time_{0};
  struct Leaving {};
  std::shared_ptr<Leaving> leaving_;  // while the journal is asked
  std::unique_ptr<Exchange> exchange_;
  int status_ = 0;  // of this attempt's answer
  Receipt receipt_;
  net::Clock::TimeOfDay sent_at_{};
  net::Clock::TimePoint left_at_{};
  net::Clock::TimeOfDay first_sent_at_{};
  net::Clock::TimePoint first_left_at_{};
  Charge settled_charge_ = Charge::none;
  Charge earlier_charge_ = Charge::none;  // of attempts that were repeated
};

}  // namespace segmind::call
