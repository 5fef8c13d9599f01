#include "ledger.hpp"

#include <cstdlib>
#include <map>
#include <utility>

namespace segmind::testing {
namespace {

// Whether the server certainly began no generation.
bool is_refusal(int status) { return status >= 300 && status < 500; }

/// The number that caller.cpp writes into every prompt.
std::uint64_t call_of(const std::string& body) {
  const std::size_t place = body.find("call ");
  return place == std::string::npos ? 0 : std::strtoull(body.c_str() + place + 5, nullptr, 10);
}

}  // namespace

Ticket::~Ticket() { --ledger_.alive_; }
void Ticket::ended_well() const { ledger_.end(id_, Ledger::End::ok, Charge::charged); }
void Ticket::dropped() const { ledger_.end(id_, Ledger::End::dropped, Charge::possible); }

void Ticket::failed(const Error& error) const {
  const bool cancelled = error.kind == ErrorKind::cancelled;
  const bool work_failed = error.kind == ErrorKind::job_failed;
  ledger_.end(id_,
              cancelled     ? Ledger::End::cancelled
              : work_failed ? Ledger::End::work_failed
                            : Ledger::End::failed,
              error.charge);
  if (error.kind == ErrorKind::internal) ledger_.complain("a defect came out: " + error.describe());
  if (error.describe().find(sandbox::default_key) != std::string::npos) ledger_.complain("an error shows the key");
}

TicketPtr Ledger::open(Sort sort) {
  const std::lock_guard lock(mutex_);
  entries_.push_back({sort});
  ++alive_;
  return std::make_shared<const Ticket>(*this, entries_.size());  // from 1: 0 is no call
}

void Ledger::end(std::uint64_t id, End end, Charge charge) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[id - 1];
  ++entry.ends;
  entry.end = end;
  entry.charge = charge;
}

void Ledger::complain(std::string sentence) {
  const std::lock_guard lock(mutex_);
  complaints_.push_back(std::move(sentence));
}

Ledger::Totals Ledger::totals() const {
  const std::lock_guard lock(mutex_);
  Totals totals;
  totals.begun = entries_.size();
  for (const Entry& entry : entries_) {
    totals.ok += entry.end == End::ok;
    totals.cancelled += entry.end == End::cancelled;
    totals.failed += entry.end == End::failed || entry.end == End::work_failed;
    totals.dropped += entry.end == End::dropped;
    totals.questions += entry.sort == Sort::question;
    totals.may_be_charged += entry.sort != Sort::question && entry.charge != Charge::none;
  }
  return totals;
}

std::vector<std::string> Ledger::broken_promises(const sandbox::Server& server) const {
  std::map<std::uint64_t, int> taken;
  for (const sandbox::SeenRequest& seen : server.requests()) {
    if (seen.method == "POST" && !is_refusal(seen.status)) ++taken[call_of(seen.body)];
  }
  const std::lock_guard lock(mutex_);
  std::vector<std::string> broken = complaints_;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    const std::string name = "call " + std::to_string(i + 1);
    if (entry.ends != 1) broken.push_back(name + " ended " + std::to_string(entry.ends) + " times");
    const auto posts = taken.find(i + 1);
    if (posts == taken.end()) continue;
    if (posts->second > 1) broken.push_back(name + " was sent " + std::to_string(posts->second) + " times");
    // Work that the server took and that failed, by its own records, costs nothing: the sum of all charges holds that.
    if (entry.charge == Charge::none && entry.end != End::work_failed)
      broken.push_back(name + " says that it cost nothing, but the server took it");
  }
  const std::uint64_t charged = server.counts().generations_charged;
  if (entries_.empty() || charged == 0) broken.push_back("nothing happened");
  return broken;
}

}  // namespace segmind::testing
