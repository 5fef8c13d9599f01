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

api::ToldRecord with_its_other_rows(const api::ToldRecord& best, const std::vector<api::ToldRecord>& rows) {
  api::ToldRecord whole = best;
  for (const api::ToldRecord& row : rows) {
    if (&row != &best && row.request_id == best.request_id) api::add_row(whole, row);
  }
  return whole;
}

bool are_of_one(const std::vector<api::ToldRecord>& rows) {
  return !rows.empty() && std::all_of(rows.begin(), rows.end(),
                                      [&rows](const Record& row) { return row.request_id == rows.front().request_id; });
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
    case Fit::untimed: untimed_.push_back(record); return;
    case Fit::certain: certain_.push_back(record); return;
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

std::optional<api::ToldRecord> Candidates::best(bool is_whole) const {
  const auto first = std::min_element(certain_.begin(), certain_.end(), is_better);
  if (first != certain_.end()) return with_its_other_rows(*first, certain_);
  if (is_whole && are_of_one(untimed_)) return with_its_other_rows(untimed_.front(), untimed_);
  return std::nullopt;
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
