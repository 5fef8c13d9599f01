#include "call/exchange/exchange.hpp"

#include <algorithm>
#include <utility>

#include "api/status.hpp"
#include "call/exchange/failure.hpp"

namespace segmind::call {

Exchange::Exchange(Call& call, Purpose purpose, Terms terms, ExchangeObserver& observer)
    : call_(call),
      purpose_(purpose),
      observer_(observer),
      method_(terms.request.method),
      address_(terms.request.address),
      max_body_(terms.request.max_body),
      silence_(terms.silence),
      kept_bytes_(terms.kept_bytes) {
  transfer_ = call_.engine().loop().start(std::move(terms.request), *this);
}

Exchange::Terms Exchange::question(const Call& call, net::SharedAddress address, int failures, std::size_t max_bytes) {
  const Engine& engine = call.engine();
  Terms terms;
  terms.request.address = std::move(address);
  terms.request.headers = engine.headers().question;
  if (failures > 0) terms.request.connection = net::Connection::fresh;  // open connections may be dead
  terms.request.connect_timeout = call.connect_timeout();
  terms.request.max_body = max_bytes;
  terms.kept_bytes = max_bytes;
  terms.silence = Silence{engine.settings().silence_timeout};
  return terms;
}

Exchange::~Exchange() {
  if (transfer_) call_.engine().loop().stop(*transfer_);
  if (timer_) call_.engine().loop().cancel(*timer_);
}

void Exchange::on_connected() noexcept {
  call_.guarded_inside([this] {
    heard_ = call_.now();
    watch();
    observer_.on_connected();
  });
}

void Exchange::on_sent() noexcept {
  call_.guarded_inside([this] { observer_.on_sent(); });
}

bool Exchange::on_head(net::Head head) noexcept {
  const bool well = call_.guarded_inside([&] {
    heard_ = call_.now();
    const Secret& key = call_.engine().settings().key;
    for (auto& [name, value] : head.headers) {
      if (key.is_in(value)) value = key.scrub(std::move(value));
    }
    answer_.head = std::move(head);
    is_taken_ = observer_.takes_body(answer_.head);
  });
  observer_failed_ |= !well;
  return well;
}

bool Exchange::on_body(const std::byte* data, std::size_t size) noexcept {
  bool more = false;
  const bool well = call_.guarded_inside([&] {
    heard_ = call_.now();
    more = is_taken_ ? observer_.take(data, size) : keep(data, size);
  });
  observer_failed_ |= !well;
  return well && more;
}

bool Exchange::keep(const std::byte* data, std::size_t size) {
  const std::size_t room = kept_bytes_ - answer_.text.size();
  answer_.text.append(reinterpret_cast<const char*>(data), std::min(room, size));
  return size <= room;
}

// One timer, rescheduled only when it fires: arriving pieces only set heard_.
void Exchange::watch() {
  if (!silence_) return;
  timer_ = call_.engine().loop().at_limit(heard_ + silence_->limit, [this] {
    timer_.reset();
    call_.guarded([this] { on_silence(); });
  });
}

void Exchange::on_silence() {
  if (silence_->each_piece && call_.now() < heard_ + silence_->limit) return watch();
  if (const auto transfer = std::exchange(transfer_, std::nullopt)) call_.engine().loop().stop_silent(*transfer);
  end(gone_silent());
}

net::Outcome Exchange::gone_silent() const {
  net::Outcome outcome;
  outcome.ending = net::Ending::broken;
  outcome.reached = answer_.head.status == 0 ? net::Reached::sent : net::Reached::answered;
  outcome.problem = "the server was silent for too long";
  return outcome;
}

void Exchange::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  end(outcome);
}

void Exchange::end(net::Outcome outcome) noexcept {
  Engine& engine = call_.engine();
  if (timer_) engine.loop().cancel(*timer_);
  timer_.reset();
  engine.log(method_, address_->text(), answer_.head.status, outcome);
  if (observer_failed_) {
    // Without memory for the error, too: what the observer has of the answer is not the whole of it.
    if (!call_.end_if_failing()) call_.fail(Error());
    return;
  }
  call_.guarded([&] {
    answer_.outcome = std::move(outcome);
    answer_.text = engine.settings().key.scrub(std::move(answer_.text));
    judge();
    // on_answer() may destroy this exchange, so copy the reference.
    ExchangeObserver& observer = observer_;
    observer.on_answer(std::move(answer_));
  });
}

void Exchange::judge() {
  const net::Outcome& outcome = answer_.outcome;
  const int status = answer_.head.status;
  const bool came_whole = outcome.ending == net::Ending::complete || outcome.ending == net::Ending::refused;
  if (answer_.is_success() && came_whole) return;
  answer_.verdict = verdict(purpose_, outcome.ending, status, outcome.reached);
  if (status == 0 || answer_.is_success()) {
    answer_.error = broken_off(outcome, purpose_, call_.connect_timeout(), max_body_);
  } else {
    answer_.error = api::error_from(status, answer_.head.headers, answer_.text, call_.engine().clock().time_of_day());
  }
  Error& error = *answer_.error;
  // A gateway that checks for a human has not refused the key, so queries about a paid job are retried.
  const bool is_challenge = status == 403 && error.kind == ErrorKind::http;
  if (purpose_ == Purpose::job && is_challenge) answer_.verdict = Verdict::may_pass;
  if (purpose_ != Purpose::payment) error.charge = Charge::none;  // of this exchange; its job may have been charged
  const bool asks_service = purpose_ != Purpose::file;
  if (asks_service && status == 429) call_.engine().limiter().learn(error.retry_after);
}

}  // namespace segmind::call
