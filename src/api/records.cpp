#include "api/records.hpp"

#include <algorithm>
#include <utility>

#include "api/answer_fields.hpp"
#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "api/queue.hpp"
#include "api/result_addresses.hpp"
#include "api/words.hpp"
#include "text/ascii.hpp"
#include "text/json.hpp"
#include "text/number.hpp"
#include "text/utc_date.hpp"
#include "text/utf8.hpp"
#include "web/date.hpp"

namespace segmind::api {
namespace {

const char* name_of(RecordState state) noexcept {
  switch (state) {
    case RecordState::pending: return "PENDING";
    case RecordState::completed: return "COMPLETED";
    case RecordState::failed: return "FAILED";
    case RecordState::other: break;
  }
  return "";
}

const char* name_of(RecordSort sort) noexcept {
  switch (sort) {
    case RecordSort::created: break;
    case RecordSort::model_name: return "model_name";
    case RecordSort::cost: return "credits_deduction";
  }
  return "model_created";
}

bool is_pending(std::string_view word) noexcept {
  constexpr std::string_view pending = "pending";
  return std::equal(word.begin(), word.end(), pending.begin(), pending.end(),
                    [](char is, char want) { return text::lower(is) == want; });
}

// The queue's words are taken, too.
RecordState state_of(std::string_view word) noexcept {
  switch (state_named(word)) {
    case JobState::queued:
    case JobState::processing: return RecordState::pending;
    case JobState::completed: return RecordState::completed;
    case JobState::failed: return RecordState::failed;
    case JobState::unknown: break;
  }
  return is_pending(text::trim(word)) ? RecordState::pending : RecordState::other;
}

// An object, or its JSON as a text.
std::string body_of(const text::Json* value) {
  if (value == nullptr) return {};
  if (value->is_object()) return text::to_text(*value);
  const auto written = text::text_of(value);
  const text::Document parsed = written ? text::parse_json(*written) : text::Document();
  return parsed && parsed->is_object() ? text::to_text(*parsed) : std::string();
}

void read_times(const text::Json& row, Record& record) {
  for (const auto& [name, value] : row.items()) {
    if (!value.is_string()) continue;
    const auto moment = web::plausible_time(web::parse_iso_8601(value.get_ref<const std::string&>()));
    if (!moment) continue;
    record.times.emplace_back(text::excerpt(name, limits::max_id_characters), *moment);
    if (name == "model_created") record.created = *moment;
  }
  if (record.created) return;
  for (const auto& [name, moment] : record.times) record.created = std::min(record.created.value_or(moment), moment);
}

const text::Json* id_in(const text::Json& row) {
  const text::Json* id = text::member(row, "request_id");
  return text::text_of(id) ? id : nullptr;
}

ToldRecord filled_record(const text::Json& row) {
  constexpr std::size_t longest_word = 64;
  ToldRecord record;
  record.request_id = id_of(id_in(row)).value_or("");
  record.model = text::excerpt(text::text_of(text::member(row, "model_name")).value_or(""), limits::max_id_characters);
  record.word = text::excerpt(text::text_of(text::member(row, "model_status")).value_or(""), longest_word);
  record.state = state_of(record.word);
  record.cost = text::decimal_of(text::member(row, "credits_deduction"));
  if (record.cost && *record.cost < 0) record.cost.reset();
  record.request_body = body_of(text::member(row, "request_body"));
  if (const text::Json* results = text::member(row, "generation_url")) record.addresses = addresses_at(*results);
  if (!record.addresses.empty()) record.address = record.addresses.front().text;
  record.error = words_of_error(text::member(row, "error"));
  if (const auto latency = text::decimal_of(text::member(row, "latency_ms")); latency && *latency >= 0) {
    constexpr double longest = 1e12;
    record.latency = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(*latency, longest)));
  }
  read_times(row, record);
  return record;
}

bool has_row(const text::Json& list) {
  return list.is_array() &&
         std::any_of(list.begin(), list.end(), [](const auto& row) { return id_in(row) != nullptr; });
}

// The first list that fits, here or one level deeper.
template <typename Fits>
const text::Json* list_in(const text::Json& root, const Fits& fits) {
  if (fits(root)) return &root;
  if (!root.is_object()) return nullptr;
  for (const text::Json& inner : root) {
    if (fits(inner)) return &inner;
  }
  for (const text::Json& inner : root) {
    if (!inner.is_object()) continue;
    for (const text::Json& list : inner) {
      if (fits(list)) return &list;
    }
  }
  return nullptr;
}

const text::Json* rows_in(const text::Json& root) {
  if (const text::Json* rows = list_in(root, has_row)) return rows;
  if (!words_of_error(text::member(root, "error")).empty()) return nullptr;
  return list_in(root, [](const text::Json& list) { return list.is_array() && list.empty(); });
}

ToldPage page_of(const text::Json& rows) {
  ToldPage page;
  for (const text::Json& row : rows) {
    if (id_in(row) != nullptr) {
      page.records.push_back(filled_record(row));
    } else {
      ++page.unreadable;
    }
  }
  return page;
}

// Of several rows of a request. Some of its results may have failed.
int rank(RecordState state) noexcept {
  return state == RecordState::completed ? 0 : state == RecordState::failed ? 1 : 2;
}

}  // namespace

std::string records_query(const RecordQuery& query) {
  std::string text = "?page=" + std::to_string(query.page) + "&per_page=" + std::to_string(query.per_page);
  if (query.from_date) text += "&from_date=" + text::utc_date(*query.from_date);
  if (query.to_date) text += "&to_date=" + text::utc_date(*query.to_date);
  if (!query.model_name.empty()) text += "&model_name=" + percent_encoded(query.model_name);
  if (query.status) text += std::string("&status=") + name_of(*query.status);
  text += std::string("&sort_by=") + name_of(query.sort);
  return text + (query.order == RecordOrder::ascending ? "&sort_order=asc" : "&sort_order=desc");
}

std::optional<ToldPage> read_records(std::string_view body) {
  const auto root = text::parse_json(body);
  const text::Json* rows = root ? rows_in(*root) : nullptr;
  return rows == nullptr ? std::nullopt : std::optional(page_of(*rows));
}

std::optional<ToldRecord> read_record(std::string_view body, std::string_view id) {
  const auto root = text::parse_json(body);
  if (!root) return std::nullopt;
  ToldPage found;
  if (const text::Json* rows = list_in(*root, has_row)) {
    found = page_of(*rows);
  } else if (root->is_object()) {
    for (const text::Json& inner : *root) {
      if (id_in(inner) != nullptr) found.records.push_back(filled_record(inner));
    }
  }
  // A row, or an envelope that has an id of its own.
  if (id_in(*root) != nullptr) found.records.push_back(filled_record(*root));
  std::optional<ToldRecord> best;
  for (ToldRecord& record : found.records) {
    if (record.request_id != id) continue;
    best ? add_row(*best, std::move(record)) : void(best = std::move(record));
  }
  return best;
}

void add_row(ToldRecord& record, ToldRecord further) {
  if (rank(further.state) < rank(record.state)) std::swap(record, further);
  std::vector<ResultAddress>& known = record.addresses;
  for (ResultAddress& address : further.addresses) {
    const auto is_same = [&address](const ResultAddress& other) { return other.text == address.text; };
    if (std::none_of(known.begin(), known.end(), is_same)) known.push_back(std::move(address));
  }
  std::stable_sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.named < b.named; });
  if (known.size() > limits::max_addresses) known.resize(limits::max_addresses);
  if (!known.empty()) record.address = known.front().text;
}

std::string shown_of_records(std::string_view body) {
  constexpr std::size_t most = 200;
  const std::size_t secret = std::min(body.find("request_body"), body.find("prompt"));
  // Always cut there: an excerpt makes one blank of many, and so reaches further than its own length.
  std::string shown = text::excerpt(body.substr(0, secret), most);
  const bool is_cut = shown.size() >= 3 && shown.compare(shown.size() - 3, 3, "...") == 0;
  return secret == body.npos || is_cut ? shown : shown + "...";
}

}  // namespace segmind::api
