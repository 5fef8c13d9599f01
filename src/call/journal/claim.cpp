#include "call/journal/claim.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/desk.hpp"
#include "os/boot_time.hpp"

namespace segmind::call {
namespace {

using std::chrono::nanoseconds;

// Longer than a connection takes to be made.
constexpr std::chrono::seconds usual_way_out{60};
// Between the journal's clock and itself: what its engines round.
constexpr std::chrono::seconds rounding{1};
// The zones of the world, and more.
constexpr std::chrono::hours any_clock{26};

Error no_longer_ours() {
  Error error;
  error.kind = ErrorKind::journal;
  error.message = "It was not sent: another client has taken the intention over in the journal.";
  return error;
}

using Since = std::optional<std::chrono::system_clock::time_point>;

Result<Standing> standing_of(Journal& journal, const JournalEntry& ours, const std::vector<std::string>& ids,
                             const Since& drawn_since, const CancellationToken& stop) {
  Standing told;
  auto entry = journal.find(ours.key, stop);
  if (!entry) return std::move(entry).error();
  if (*entry) {
    const JournalState state = (*entry)->state;
    const bool is_in_doubt = state == JournalState::leaving || state == JournalState::uncertain;
    told.has_moved_on = (*entry)->epoch == ours.epoch && state != ours.state && !is_in_doubt;
  }
  auto others = journal.of_others(ours.key, ids, stop);
  if (!others) return std::move(others).error();
  told.of_others = std::move(*others);
  if (!drawn_since) return told;
  auto entries = journal.entries(std::nullopt, *drawn_since, stop);
  if (!entries) return std::move(entries).error();
  for (const JournalEntry& one : *entries) {
    if (one.seed) told.seeds.push_back(*one.seed);
  }
  return told;
}

net::Clock::TimePoint on_steady_clock(const net::Clock& clock, nanoseconds since_boot) {
  return clock.now() - std::chrono::duration_cast<net::Clock::TimePoint::duration>(os::since_boot() - since_boot);
}

}  // namespace

void Claim::Sendings::add(Time left) noexcept {
  first = std::min(first.value_or(left), left);
  last = std::max(last.value_or(left), left);
}

// The entry's times are the journal's own: its lease tells what time it was there when the journal was asked.
Claim::Sendings Claim::sendings_of(const JournalEntry& entry, Time asked) {
  Sendings found;
  const auto journals_now = entry.lease_until - JournalDesk::lease;
  for (const JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge == Charge::none) continue;
    const auto ago = journals_now - attempt.left_at;
    found.is_certain = found.is_certain && ago > -rounding;
    found.add(asked - std::max<Time>(ago, Time(0)));
  }
  return found;
}

Claim::Claim(std::shared_ptr<Engine> engine, JournalEntry entry, Time asked)
    : engine_(std::move(engine)), entry_(std::move(entry)), asked_(asked), earlier_(sendings_of(entry_, asked_)) {
  engine_->journal()->hold();
}

Claim::Claim(Claim& before, JournalEntry entry)
    : engine_(before.engine_), entry_(std::move(entry)), asked_(before.asked_), earlier_(before.all_sendings()) {
  engine_->journal()->hold();
  before.state_ = State::over;
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

// No more than half of what others wait before they send again.
Claim::Time Claim::longest_way_out() const noexcept {
  return std::min<Time>(usual_way_out, engine_->settings().records_settle / 2);
}

// journal.pml: last_check.
bool Claim::may_send() const noexcept {
  const Time now = os::since_boot();
  const bool is_fresh = left_ && now - *left_ < longest_way_out();
  if (state_ == State::leaving && is_fresh && engine_->journal()->leases().lasts(asked_, now)) return true;
  state_ = State::lost;
  return false;
}

Claim::Sendings Claim::all_sendings() const noexcept {
  Sendings all = earlier_;
  if (left_) all.add(*left_);
  return all;
}

net::Clock::TimePoint Claim::left_since() const noexcept {
  const Sendings all = all_sendings();
  const Time first = all.first.value_or(os::since_boot());
  return on_steady_clock(engine_->clock(), all.is_certain ? first : first - any_clock);
}

net::Clock::TimePoint Claim::settled_at() const noexcept {
  const Sendings all = all_sendings();
  if (!all.is_certain || !all.last) return net::Clock::TimePoint::max();
  return on_steady_clock(engine_->clock(), *all.last + longest_way_out()) + engine_->settings().records_settle;
}

void Claim::own(const std::string& record_id, std::function<void(Result<Ownership>)> answer) {
  engine_->journal()->ask<Ownership>(
      [key = entry_.key, epoch = entry_.epoch, record_id](Journal& journal, const CancellationToken& stop) {
        return journal.submitted(key, epoch, record_id, stop);
      },
      std::move(answer));
}

void Claim::stand(std::vector<std::string> record_ids, Since drawn_since,
                  std::function<void(Result<Standing>)> answer) {
  engine_->journal()->ask<Standing>(
      [entry = entry_, ids = std::move(record_ids), drawn_since](Journal& journal, const CancellationToken& stop) {
        return standing_of(journal, entry, ids, drawn_since, stop);
      },
      std::move(answer));
}

void Claim::unpaid() {
  state_ = State::held;
  left_.reset();
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
