#include "call/recovery/record_search.hpp"

#include <algorithm>
#include <utility>

#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "api/records.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/durations.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_pause{10};

/// How long before the end of a limit the last question is asked.
milliseconds before_end(milliseconds limit) { return std::min(limit / 10, milliseconds(10'000)); }

}  // namespace

RecordSearch::RecordSearch(Call& call, Terms terms, OnFound on_found, OnNothing on_nothing)
    : call_(call),
      terms_(std::move(terms)),
      on_found_(std::move(on_found)),
      on_nothing_(std::move(on_nothing)),
      tries_(call.retry(), Purpose::question, Tries::Patience::endless),
      garbage_(call.retry(), Purpose::question),
      began_(call.now()) {}

void RecordSearch::begin() {
  call_.progress().enter(Phase::recovering);
  if (terms_.owner != nullptr) call_.engine().records().enter(*this);
  ask();
}

void RecordSearch::stop() noexcept {
  if (std::exchange(state_, State::ended) == State::ended) return;
  exchange_.reset();
  asking_journal_.reset();
  call_.engine().records().leave(*this);
}

void RecordSearch::ask() {
  read_since_ = call_.now();
  if (known_id().empty()) return read();
  call_.take_turn(RateLimiter::Kind::question, [this] { send(); });
}

void RecordSearch::send() {
  call_.progress().enter(Phase::recovering);
  const std::string address = call_.engine().settings().records_url + api::record_path(known_id());
  Exchange::Terms terms = Exchange::question(call_, std::make_shared<const net::Address>(address), tries_.failures(),
                                             api::limits::max_records_bytes);
  exchange_ = Exchange::start(call_, Purpose::question, std::move(terms), *this);
}

void RecordSearch::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  if (!answer.error) {
    if (auto record = api::read_record(answer.text, known_id())) return on_record(std::move(*record));
    return no_answer(bad_response("The answer does not hold the record: " + api::shown_of_records(answer.text)),
                     Verdict::may_pass);
  }
  if (answer.head.status != 404) return no_answer(std::move(*answer.error), answer.verdict);
  followed_.clear();
  terms_.sought.is_known_by_body() ? read() : nothing_found(Shown::absent);
}

void RecordSearch::on_record(api::ToldRecord record) {
  tries_.forget();
  const bool by_id = followed_.empty();
  if (!has_ended(record) && terms_.wanted == Wanted::ended) {
    if (terms_.owner == nullptr || terms_.owner->may_claim(record.request_id)) return follow(record);
    return not_ours(record.request_id, true);
  }
  own(record, by_id);
}

void RecordSearch::read() {
  candidates_.clear();
  being_claimed_.clear();
  read_since_ = call_.now();
  call_.engine().records().ask(*this);
}

void RecordSearch::on_rows(const std::vector<Row>& rows, const ServiceClock& clock) noexcept {
  call_.guarded([&] {
    for (const Row& row : rows) note(row, clock);
  });
}

void RecordSearch::note(const Row& row, const ServiceClock& clock) {
  const std::string& id = row.record.request_id;
  if (!api::is_plausible_id(id) || call_.engine().settings().key.is_shown_in(id)) return;
  if (terms_.only_what_may_be_paid && row.record.state == RecordState::failed) return;
  Fit fits = fit(row, terms_.sought, clock);
  if (fits == Fit::none) return;
  const bool is_decided_here = terms_.owner != nullptr && terms_.owner->in_journal() == nullptr;
  if (is_decided_here && !terms_.owner->may_claim(id)) return;
  // Calls that look before they send all may take it: nothing of theirs has left.
  const bool may_be_left_to_another = fits == Fit::certain && !terms_.only_what_may_be_paid;
  if (may_be_left_to_another && call_.engine().records().is_for_another(*this, row, clock)) fits = Fit::unclear;
  candidates_.add(row.record, fits);
}

void RecordSearch::on_reading_end(ReadingEnd end) noexcept {
  // Only the end of the client cancels a reading that somebody waits for, and it ends this call, too.
  if (end.problem && end.problem->kind == ErrorKind::cancelled) return;
  call_.guarded([&] {
    if (!end.problem) {
      tries_.forget();
      garbage_.forget();
      return decide(end.is_whole);
    }
    if (candidates_.best(false)) return decide(false);
    no_answer(std::move(*end.problem), end.verdict);
  });
}

void RecordSearch::follow(const Record& record) {
  if (terms_.sought.id != record.request_id) followed_ = record.request_id;
  shown_ = Shown::pending;
  call_.progress().set_service_state(record.word);
  ask_later(until_next_question());
}

void RecordSearch::nothing_found(Shown shown) {
  shown_ = shown;
  // A reading reaches back only so far, and a file of that age is gone.
  const bool is_whole = shown != Shown::not_read_whole || age() > api::limits::file_lifetime;
  const bool is_old = terms_.settled_at ? read_since_ >= *terms_.settled_at : age() >= api::limits::records_settle;
  const bool is_settled = is_old && is_whole;
  const bool is_enough =
      terms_.patience == Patience::until_answered || (terms_.patience == Patience::until_settled && is_settled);
  if (is_enough) return give_up();
  ask_later(until_next_question());
}

void RecordSearch::no_answer(Error problem, Verdict verdict) {
  shown_ = Shown::no_answer;
  problem_ = std::move(problem.message);
  const bool is_garbage = problem.kind == ErrorKind::bad_response && problem.http_status / 100 != 5;
  const auto wait = tries_.after(verdict, problem.retry_after);
  if (!wait || (is_garbage && !garbage_.after(verdict, std::nullopt))) return give_up();
  ask_later(std::max(*wait, shortest_pause));
}

void RecordSearch::ask_again(Error problem) { no_answer(std::move(problem), Verdict::may_pass); }

void RecordSearch::ask_later(milliseconds wait) {
  const milliseconds left = time_left();
  if (left.count() <= 0) return give_up();
  call_.later(std::min(wait, left), [this] { ask(); });
}

void RecordSearch::give_up() {
  Nothing nothing = so_far();
  stop();
  on_nothing_(std::move(nothing));
}

RecordSearch::Nothing RecordSearch::so_far() const {
  switch (shown_) {
    case Shown::moved_on: {
      Nothing nothing{"The journal knows by now what became of it.", false, {}};
      nothing.has_moved_on = true;
      return nothing;
    }
    case Shown::nothing_yet: return {"The account's records had not been read by then.", false, {}};
    case Shown::pending: return {"The account's records show it under way.", false, known_id()};
    case Shown::unclear:
      return {
          "The account's records hold one that may be this request's, but tells too little to be sure: " + seen_ + '.',
          false, seen_};
    case Shown::not_read_whole:
      return {"The account's records do not show it, as far as they could be read.", false, {}};
    case Shown::absent:
      return {"The account's records do not show it.", terms_.sought.is_known_by_body(), {}, read_since_};
    case Shown::no_answer: break;
  }
  return {"The account's records could not be asked: " + problem_, false, followed_};
}

milliseconds RecordSearch::age() const noexcept {
  return std::max(std::chrono::duration_cast<milliseconds>(call_.now() - terms_.sought.sent), milliseconds(0));
}

// Until the last question.
milliseconds RecordSearch::time_left() const noexcept {
  milliseconds left = call_.time_to_deadline() - before_end(call_.limit());
  if (terms_.longest) {
    left = std::min(left, std::chrono::duration_cast<milliseconds>(began_ + *terms_.longest - call_.now()));
  }
  return left;
}

milliseconds RecordSearch::until_next_question() const {
  const milliseconds now = age();
  const milliseconds usual =
      next_poll(now, call_.engine().durations().expectation(terms_.sought.slug, terms_.expected)) - now;
  const bool is_awaited = terms_.patience == Patience::until_settled && terms_.settled_at;
  if (!is_awaited || *terms_.settled_at <= call_.now()) return usual;
  return std::min(usual, std::chrono::ceil<milliseconds>(*terms_.settled_at - call_.now()));
}

}  // namespace segmind::call
