#include "call/queue/job_poll.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"
#include "api/status.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// A server that loses a job for a moment finds it again within a minute (inferred).
constexpr int patience_if_known = 12;

constexpr milliseconds young{60'000};

// In this last time a job is polled in spite of the rate limit: a refused poll costs nothing, a forgotten clip is lost.
constexpr milliseconds last_minute{60'000};

constexpr milliseconds shortest_wait{10};

// Whether an answer is about the poll itself. Any other may be a report, whatever its status.
bool is_about_question(int status) noexcept {
  return status == 401 || status == 403 || status == 404 || status == 429 || status >= 500;
}

// An unknown id or a refused poll: asking again rarely helps.
bool is_refusal(int status) noexcept { return status == 400 || status == 404 || status == 422; }

}  // namespace

JobPoll::JobPoll(Call& call, JobFacts job, Tries::Patience patience, OnReport on_report, OnGone on_gone)
    : call_(call),
      job_(std::move(job)),
      patience_(patience),
      on_report_(std::move(on_report)),
      on_gone_(std::move(on_gone)),
      tries_(call.retry(), Purpose::job, patience) {}

void JobPoll::ask(std::string address, RateLimiter::Kind kind) {
  address_ = std::move(address);
  kind_ = kind;
  ask_again();
}

void JobPoll::look(std::string address, net::Loop::Task on_nothing) {
  on_nothing_ = std::move(on_nothing);
  ask(std::move(address), RateLimiter::Kind::result);
}

void JobPoll::ask_again() {
  call_.take_turn(
      kind_, [this] { send(); }, at_the_latest());
}

void JobPoll::send() {
  call_.set_attempt(tries_.failures() + 1);
  const std::size_t largest = static_cast<std::size_t>(std::clamp<std::uint64_t>(
      call_.engine().settings().max_response_bytes, api::limits::max_answer_bytes, api::limits::max_clip_answer_bytes));
  Exchange::Terms terms =
      Exchange::question(call_, std::make_shared<const net::Address>(address_), tries_.failures(), largest);
  exchange_ = Exchange::start(call_, Purpose::job, std::move(terms), *this);
}

std::optional<net::Clock::TimePoint> JobPoll::at_the_latest() const {
  const milliseconds left = job_.time_left();
  if (left.count() == 0) return std::nullopt;
  return call_.now() + left - last_minute;
}

void JobPoll::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  const net::Loop::Task on_nothing = std::exchange(on_nothing_, nullptr);
  const int status = answer.head.status;
  const bool came_whole = status != 0 && answer.outcome.ending == net::Ending::complete;
  // The body comes before the status: FAILED arrives as 422 or as 200.
  if (came_whole && !is_about_question(status)) {
    if (auto report = api::read_report(status, answer.text)) {
      const Secret& key = call_.engine().settings().key;  // JSON may spell the key with escapes
      report->state_text = key.scrub(std::move(report->state_text));
      if (report->error) report->error = key.scrub(std::move(*report->error));
      refused_since_.reset();
      was_known_ = true;
      // A completed job is no success before its clip is here.
      if (report->state != api::JobState::completed) forget_failures();
      call_.progress().set_service_state(report->state_text);
      paid_answer_ = report->state == api::JobState::completed ? std::move(answer.text) : std::string();
      return on_report_(*report);
    }
  }
  if (on_nothing) return on_nothing();
  if (!answer.error) {
    Error error = api::error_from(status, answer.head.headers, answer.text, call_.engine().clock().time_of_day());
    error.charge = Charge::none;  // the poll's; the job's is added when the call ends
    error.message = "The queue's answer is no report. " + told_answer(answer.text);
    return try_later(std::move(error));
  }
  if (came_whole && is_refusal(status)) return on_refusal(std::move(*answer.error));
  if (answer.is_success() && answer.outcome.ending == net::Ending::too_large) paid_answer_ = std::move(answer.text);
  try_later(std::move(*answer.error), answer.verdict);
}

// Another answer may come soon: a server may lose a job for a moment, and a gateway may be wrong.
void JobPoll::on_refusal(Error error) {
  const auto now = call_.now();
  if (!refused_since_) refused_since_ = now;
  const milliseconds grace = bounded(call_.retry().unknown_id_grace) * (was_known_ ? patience_if_known : 1);
  const milliseconds left = grace - std::chrono::duration_cast<milliseconds>(now - *refused_since_);
  if (left.count() <= 0 || job_.time_left().count() == 0) {
    if (error.http_status == 404) error.kind = ErrorKind::job_expired;
    if (job_.resumed) add_sentence(error.message, "Check the id, too, where it was typed.");
    call_.engine().ledger().job_ended(job_.id, Charge::possible, std::nullopt);
    return on_gone_ ? on_gone_(std::move(error)) : call_.fail(std::move(error));
  }
  milliseconds pause = std::max(was_known_ || job_.age() < young ? grace / 4 : grace, shortest_wait);
  pause = std::clamp(job_.time_left() / 2, shortest_wait, pause);
  call_.later(std::min(left, pause), [this] { ask_again(); });
}

void JobPoll::try_later(Error error, Verdict verdict) {
  refused_since_.reset();  // the poll was not refused
  const auto asked_wait = tries_.after(verdict, error.retry_after);
  if (!asked_wait) return call_.fail(std::move(error));
  milliseconds wait = std::max(*asked_wait, shortest_wait);
  if (const milliseconds left = job_.time_left(); left.count() > 0) wait = std::clamp(left / 2, shortest_wait, wait);
  const bool stays = patience_ == Tries::Patience::endless;
  if (!stays && !call_.leaves_time_for(wait)) return call_.fail(std::move(error));
  last_problem_ = std::move(error.message);
  call_.wait_then(
      wait, kind_, [this] { ask_again(); }, at_the_latest());
}

void JobPoll::forget_failures() noexcept {
  tries_.forget();
  last_problem_.clear();
}

}  // namespace segmind::call
