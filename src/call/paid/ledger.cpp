#include "call/paid/ledger.hpp"

#include <algorithm>
#include <functional>

#include "text/money.hpp"
#include "text/number.hpp"

namespace segmind::call {
namespace {

std::string in_dollars(std::int64_t money) { return '$' + text::decimal_text(text::dollars_of(money), 4, 2); }

}  // namespace

void Ledger::Account::add(Money money) noexcept {
  ++count;
  sum += money;
}

void Ledger::Account::remove(Money money) noexcept {
  --count;
  sum -= money;
}

Ledger::Ledger(std::optional<double> limit) : limit_(limit ? std::optional(text::money_of(*limit)) : std::nullopt) {}

std::optional<Error> Ledger::reserve(double dollars, bool again) {
  const Money wanted = text::money_of(dollars);
  const std::lock_guard lock(mutex_);
  const Money used = charged_.sum + possible_.sum + pending_.sum;
  if (limit_ && used + wanted > *limit_) return refusal(wanted, used);
  if (!again) ++calls_;
  pending_.add(wanted);
  return std::nullopt;
}

Error Ledger::refusal(Money wanted, Money used) const {
  Error error;
  error.kind = ErrorKind::spending_limit;
  error.message = "The call could cross the client's spending limit by " + in_dollars(used + wanted - *limit_) + '.';
  error.violations.push_back({"spending_limit", in_dollars(*limit_),
                              "The call costs about " + in_dollars(wanted) + "; before it, " +
                                  in_dollars(charged_.sum) + " are spent, " + in_dollars(possible_.sum) +
                                  " may have been spent, and " + in_dollars(pending_.sum) +
                                  " are set aside for what is under way."});
  return error;
}

void Ledger::book(Charge charge, Money money) noexcept {
  if (charge == Charge::charged) charged_.add(money);
  if (charge == Charge::possible) possible_.add(money);
}

void Ledger::settle(double reserved, Charge charge, std::optional<double> cost) {
  const Money money = text::money_of(reserved);
  const std::lock_guard lock(mutex_);
  pending_.remove(money);
  book(charge, cost && charge == Charge::charged ? text::money_of(*cost) : money);
}

void Ledger::submitted(const std::string& id, double reserved) {
  const std::lock_guard lock(mutex_);
  const Money money = text::money_of(reserved);
  if (jobs_.emplace(id, Job{money, std::nullopt}).second) return;
  pending_.remove(money);  // the service gave two requests one id: this one's end cannot be known
  book(Charge::possible, money);
}

void Ledger::resumed(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (done_.count(std::hash<std::string>()(id)) > 0) return;
  if (jobs_.emplace(id, Job{0, std::nullopt}).second) pending_.add(0);
}

void Ledger::job_ended(const std::string& id, Charge charge, std::optional<double> cost) {
  const std::lock_guard lock(mutex_);
  const auto place = jobs_.find(id);
  if (place == jobs_.end()) return;
  Job& job = place->second;
  const Money money = cost && charge == Charge::charged ? text::money_of(*cost) : job.money;
  if (job.ended == Charge::charged) {
    if (charge != Charge::charged || !cost) return;
    charged_.sum += money - job.money;
  } else {
    (job.ended ? possible_ : pending_).remove(job.money);
    book(charge, money);
  }
  job = {money, charge};
  if (charge != Charge::none && !(charge == Charge::charged && cost)) return;
  try {
    done_.insert(std::hash<std::string>()(id));
  } catch (...) {
    // Without memory a job that is resumed again is booked again.
  }
  jobs_.erase(place);
}

Spending Ledger::spending() const {
  const std::lock_guard lock(mutex_);
  return {calls_,
          charged_.count,
          text::dollars_of(charged_.sum),
          possible_.count,
          text::dollars_of(possible_.sum),
          pending_.count,
          text::dollars_of(pending_.sum)};
}

}  // namespace segmind::call
