#include "call/journal/claim.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/desk.hpp"
#include "os/boot_time.hpp"

namespace segmind::call {
namespace {

// Longer than a connection takes to be made, and no longer than half of what others wait before they send again.
constexpr std::chrono::seconds longest_way_out{60};

Error no_longer_ours() {
  Error error;
  error.kind = ErrorKind::journal;
  error.message = "It was not sent: another client has taken the intention over in the journal.";
  return error;
}

}  // namespace

Claim::Claim(std::shared_ptr<Engine> engine, JournalEntry entry)
    : engine_(std::move(engine)), entry_(std::move(entry)) {
  engine_->journal()->hold();
}

Claim::~Claim() {
  try {
    if (state_ != State::over) let_go();
  } catch (...) {
    // Its lease ends by itself.
  }
  engine_->journal()->let_go();
}

void Claim::leave(std::function<void(std::optional<Error>)> answer) {
  left_ = os::since_boot();
  engine_->journal()->ask<Leave>(
      [key = entry_.key, epoch = entry_.epoch](Journal& journal, const CancellationToken& stop) {
        return journal.leaving(key, epoch, stop);
      },
      [self = shared_from_this(), answer = std::move(answer)](Result<Leave> told) {
        if (!told) return answer(std::move(told).error());
        self->state_ = *told == Leave::may_leave ? State::leaving : State::lost;
        answer(self->is_lost() ? std::optional<Error>(no_longer_ours()) : std::nullopt);
      });
}

bool Claim::may_send() const noexcept {
  const auto longest = std::min<std::chrono::nanoseconds>(longest_way_out, engine_->settings().records_settle / 2);
  if (state_ == State::leaving && os::since_boot() - left_ < longest) return true;
  state_ = State::lost;
  return false;
}

void Claim::unpaid() {
  state_ = State::held;
  engine_->journal()->report([key = entry_.key, epoch = entry_.epoch](Journal& journal, const CancellationToken& stop) {
    return journal.unpaid(key, epoch, stop);
  });
}

void Claim::submitted(const std::string& record_id) {
  engine_->journal()->report([key = entry_.key, epoch = entry_.epoch, record_id](
                                 Journal& journal, const CancellationToken& stop) -> Result<void> {
    auto told = journal.submitted(key, epoch, record_id, stop);
    if (!told) return std::move(told).error();
    return {};
  });
}

void Claim::ended(const Result<Media>& clip) {
  state_ = State::over;
  report_clip(*engine_, {entry_.key, entry_.epoch}, clip);
}

void Claim::let_go() {
  finish([key = entry_.key, epoch = entry_.epoch](Journal& journal, const CancellationToken& stop) {
    return journal.let_go(key, epoch, stop);
  });
}

void Claim::finish(std::function<Result<void>(Journal&, const CancellationToken&)> report) {
  state_ = State::over;
  engine_->journal()->report(std::move(report));
}

}  // namespace segmind::call
