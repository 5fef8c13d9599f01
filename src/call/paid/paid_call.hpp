#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "call/exchange/backoff.hpp"
#include "call/exchange/bounded_text.hpp"
#include "call/lifecycle/call.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// A call that begins with the request which pays. It leaves the machine at most once an attempt, and there is another
/// attempt only where the first certainly cost nothing, or the caller has said that paying twice is acceptable.
class PaidCall : public Call, private net::Listener {
 protected:
  PaidCall(const std::shared_ptr<Engine>& made_in, net::SharedAddress address, const Request& request,
           const CallOptions& options);

  // What follows a success: a 200, or another 2xx, which somebody between here and the service may make of it.
  // `receive` may say that it wants no more.
  virtual void begin_success(const net::Head& head) = 0;
  virtual bool receive_success(const std::byte* data, std::size_t size) = 0;
  virtual void decide_about_success(const net::Outcome& outcome) = 0;

  /// How this attempt would be billed as it stands.
  virtual Charge attempt_charge() const noexcept { return charge_of(reached_, head_.status); }
  Charge charge_now() const noexcept override { return std::max(attempt_charge(), earlier_charge_); }
  void start() override;
  void stop_exchanges() noexcept override;
  void on_drained() noexcept override;

  /// How much of the answer is read at once.
  virtual std::size_t piece() const noexcept { return net::least_piece; }
  virtual Phase phase_once_sent() const noexcept { return Phase::generating; }
  /// The least that the service needs to answer: with less time left, the request is not sent.
  virtual std::chrono::milliseconds least_time() const noexcept { return std::chrono::milliseconds(0); }
  /// When the request left, the last time that it did.
  std::chrono::system_clock::time_point sent_at() const noexcept { return sent_at_; }

  int status() const noexcept { return head_.status; }
  bool is_success() const noexcept { return head_.status / 100 == 2; }
  /// What the head of a success said.
  const Receipt& receipt() const noexcept { return receipt_; }
  /// The money that was set aside belongs to a job of the queue from now on.
  void leave_reservation_to_job(const std::string& id);
  /// The Error of an exchange that broke off in the middle of an answer.
  Error broken(const net::Outcome& outcome) const;
  /// Ends the call with an error about the success that came.
  void fail_after_success(Error error);
  std::string scrubbed(std::string text) const { return engine().settings().key.scrub(std::move(text)); }

 private:
  bool may_send() noexcept override { return !has_to_end(); }
  void on_connected() noexcept override;
  void on_sent() noexcept override;
  bool on_head(net::Head head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

  std::uint64_t max_body() const noexcept { return engine().settings().max_response_bytes; }
  void send();
  void decide(const net::Outcome& outcome);
  void retry_or_fail(Error error, bool worth_it);
  bool accepts_paying_twice(const Error& error) const;
  void forget_answer() noexcept;
  void read_receipt() noexcept;
  Error too_late() const;
  /// What has to be left of the limit when the request leaves.
  std::chrono::milliseconds needed_time() const noexcept {
    return had_time_ ? least_time() : std::chrono::milliseconds(0);
  }
  void settle() noexcept;
  double dollars() const noexcept { return request_.estimated_cost() ? request_.estimated_cost()->dollars : 0;  }

  const net::SharedAddress address_;
  const Request request_;
  const Function<bool(const Error&)> accept_paying_twice_;
  Backoff backoff_;
  std::optional<net::Loop::TransferId> transfer_;
  net::Reached reached_ = net::Reached::nothing;
  net::Head head_;
  Receipt receipt_;
  std::chrono::system_clock::time_point sent_at_{};
  net::Loop::Clock::time_point left_at_{};
  bool had_time_ = false;  // at the beginning; a program that gives less from the start knows what it does
  BoundedText error_body_;
  bool under_way_ = false;                // sent, and not to be sent again as far as is known
  bool reserved_ = false;                 // money is set aside for this attempt
  Charge earlier_charge_ = Charge::none;  // of attempts that were repeated
};

}  // namespace segmind::call
