#include "call/recovery/candidates.hpp"

#include <algorithm>

namespace segmind::call {
namespace {

// Of several that fit, a clip is better than a wait, and a wait is better than a failure.
int rank(RecordState state) noexcept {
  switch (state) {
    case RecordState::completed: return 0;
    case RecordState::pending:
    case RecordState::other: return 1;
    case RecordState::failed: break;
  }
  return 2;
}

bool is_better(const Record& a, const Record& b) noexcept {
  if (rank(a.state) != rank(b.state)) return rank(a.state) < rank(b.state);
  return a.created < b.created;
}

void add_to(std::vector<api::ToldRecord>& records, const api::ToldRecord& row) {
  const auto known = std::find_if(records.begin(), records.end(),
                                  [&row](const Record& record) { return record.request_id == row.request_id; });
  known == records.end() ? records.push_back(row) : api::add_row(*known, row);
}

}  // namespace

void Candidates::clear() noexcept {
  certain_.clear();
  untimed_.clear();
  unclear_.clear();
}

void Candidates::add(const api::ToldRecord& record, Fit fit) {
  switch (fit) {
    case Fit::none: return;
    case Fit::unclear: unclear_.push_back(record.request_id); return;
    case Fit::untimed: return add_to(untimed_, record);
    case Fit::certain: return add_to(certain_, record);
  }
}

void Candidates::leave_out(const std::string& id) {
  const auto has_id = [&id](const Record& record) { return record.request_id == id; };
  certain_.erase(std::remove_if(certain_.begin(), certain_.end(), has_id), certain_.end());
  untimed_.erase(std::remove_if(untimed_.begin(), untimed_.end(), has_id), untimed_.end());
  unclear_.erase(std::remove(unclear_.begin(), unclear_.end(), id), unclear_.end());
}

void Candidates::leave_out_seeds(const std::vector<std::int64_t>& seeds) {
  const auto has_one = [&seeds](const Record& record) {
    const auto seed = api::RequestBody(record.request_body).seed();
    return seed && std::find(seeds.begin(), seeds.end(), *seed) != seeds.end();
  };
  certain_.erase(std::remove_if(certain_.begin(), certain_.end(), has_one), certain_.end());
  untimed_.erase(std::remove_if(untimed_.begin(), untimed_.end(), has_one), untimed_.end());
}

const api::ToldRecord* Candidates::best(bool is_whole) const {
  const auto first = std::min_element(certain_.begin(), certain_.end(), is_better);
  if (first != certain_.end()) return &*first;
  return is_whole && untimed_.size() == 1 ? &untimed_.front() : nullptr;
}

std::vector<std::string> Candidates::ids() const {
  std::vector<std::string> ids = unclear_;
  for (const auto* records : {&certain_, &untimed_}) {
    for (const Record& record : *records) ids.push_back(record.request_id);
  }
  return ids;
}

std::string Candidates::doubtful() const {
  if (!unclear_.empty()) return unclear_.back();
  return untimed_.empty() ? std::string() : untimed_.front().request_id;
}

}  // namespace segmind::call
