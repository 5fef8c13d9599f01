#include "c/shown/values.hpp"

#include <limits>
#include <utility>

#include "c/shown/error_value.hpp"
#include "c/shown/media_value.hpp"
#include "c/shown/state.hpp"
#include "c/shown/times.hpp"
#include "c/shown/value.hpp"

namespace segmind::c {
namespace {

template <typename Item>
const Item* const* show(const std::vector<Item>& items, std::vector<const Item*>& shown) {
  for (const Item& item : items) shown.push_back(&item);
  return shown.data();
}

segmind_record shown_record(const Record& record) {
  segmind_record shown = {};
  shown.size = sizeof shown;
  shown.request_id = record.request_id.c_str();
  shown.model = record.model.c_str();
  shown.state = state_of(record.state);
  shown.word = record.word.c_str();
  shown.cost = record.cost.value_or(std::numeric_limits<double>::quiet_NaN());
  shown.request_body = record.request_body.c_str();
  shown.address = record.address.c_str();
  shown.error = record.error.c_str();
  shown.latency_ms = record.latency ? record.latency->count() : -1;
  shown.created_ms = record.created ? ms_since_1970(*record.created) : 0;
  return shown;
}

segmind_entry shown_entry(const JournalEntry& entry) {
  segmind_entry shown = {};
  shown.size = sizeof shown;
  shown.self = &entry;
  shown.key = entry.key.text.c_str();
  shown.model = entry.model.c_str();
  shown.state = to_string(entry.state).data();
  shown.record_id = entry.attempts.empty() ? "" : entry.attempts.back().record_id.c_str();
  shown.begun_at_ms = ms_since_1970(entry.begun_at);
  return shown;
}

}  // namespace

void JobValue::take(Job&& given) noexcept {
  job.emplace(std::move(given));
  size = sizeof(segmind_job);
  self = this;
  id = job->id().c_str();
  expires_at_ms = ms_since_1970(job->expires_at());
}

void JobStatusValue::take(JobStatus&& given) noexcept {
  status_ = std::move(given);
  size = sizeof(segmind_job_status);
  self = this;
  state = state_of(status_.state);
  word = status_.word.c_str();
  error = status_.error.c_str();
}

void StringsValue::take(std::vector<std::string>&& given) {
  strings_ = std::move(given);
  for (const std::string& string : strings_) shown_.push_back(string.c_str());
  size = sizeof(segmind_strings);
  self = this;
  items = shown_.data();
  count = shown_.size();
}

void RecordsValue::take(RecordPage&& given) {
  page_ = std::move(given);
  for (const Record& record : page_.records) items_.push_back(shown_record(record));
  size = sizeof(segmind_records);
  self = this;
  items = show(items_, shown_);
  count = shown_.size();
  unreadable = page_.unreadable;
}

void EntriesValue::take(std::vector<JournalEntry>&& given) {
  entries_ = std::move(given);
  for (const JournalEntry& entry : entries_) items_.push_back(shown_entry(entry));
  size = sizeof(segmind_entries);
  self = this;
  items = show(items_, shown_);
  count = shown_.size();
}

}  // namespace segmind::c

using namespace segmind::c;

void segmind_media_free(segmind_media* media) { free_value<MediaValue>(media); }
void segmind_job_free(segmind_job* job) { free_value<JobValue>(job); }
void segmind_job_status_free(segmind_job_status* status) { free_value<JobStatusValue>(status); }
void segmind_strings_free(segmind_strings* strings) { free_value<StringsValue>(strings); }
void segmind_records_free(segmind_records* records) { free_value<RecordsValue>(records); }
void segmind_entries_free(segmind_entries* entries) { free_value<EntriesValue>(entries); }
void segmind_error_free(segmind_error* error) { free_value<ErrorValue>(error); }
