#include "call/account/records.hpp"

#include <utility>

#include "api/endpoints.hpp"
#include "api/records.hpp"
#include "call/account/question.hpp"
#include "call/exchange/failure.hpp"
#include "text/utf8.hpp"

namespace segmind::call {

void check_records_url(const Engine& engine, Violations& found) {
  if (!engine.settings().records_url.empty()) return;
  found.push_back({"records_url", "",
                   "ClientOptions::base_url is not the service's own, so where its records are has to be told: set "
                   "ClientOptions::records_url."});
}

namespace {

constexpr int most_per_page = 100;  // known from the service's own client
constexpr std::chrono::hours a_day{24};
constexpr int most_days = 31;  // likewise

// The clock's own unit does not hold the time between its first and its last moment.
auto in_hours(std::chrono::system_clock::time_point time) {
  return std::chrono::time_point_cast<std::chrono::hours>(time);
}

void check_query(const RecordQuery& query, Violations& found) {
  if (query.page < 1) found.push_back({"page", std::to_string(query.page), "Pages are counted from 1."});
  if (query.per_page < 1 || query.per_page > most_per_page) {
    found.push_back({"per_page", std::to_string(query.per_page), "Give 1 to " + std::to_string(most_per_page) + '.'});
  }
  if (query.status == RecordState::other) {
    found.push_back({"status", "other", "Ask for those that are pending, completed or failed, or for all."});
  }
  if (!query.from_date || !query.to_date) return;
  if (*query.from_date > *query.to_date) {
    found.push_back({"from_date", "", "It must not be after to_date."});
  } else if (in_hours(*query.to_date) - in_hours(*query.from_date) > most_days * a_day) {
    found.push_back({"from_date", "", "It must be at most " + std::to_string(most_days) + " days before to_date."});
  }
}

template <typename T>
Operation<T> refuse(const std::shared_ptr<Engine>& engine, const CallOptions& options, Violations violations) {
  return begin<T>(engine, options, [&](const Delivery<T>&) -> Result<std::shared_ptr<Call>> {
    return refused_options(std::move(violations));
  });
}

Error no_records(const char* what, const std::string& text) { return bad_response(what + api::shown_of_records(text)); }

// JSON may spell it with escapes, which the text of the answer does not show.
Record without_key(Record record, const Secret& key) {
  for (std::string* text :
       {&record.request_id, &record.model, &record.word, &record.request_body, &record.address, &record.error}) {
    *text = key.scrub(std::move(*text));
  }
  for (auto& [name, moment] : record.times) name = key.scrub(std::move(name));
  return record;
}

template <typename T>
Question<T> question_at(const Engine& engine, const std::string& path) {
  Question<T> question;
  question.kind = CallKind::records;
  question.address = std::make_shared<const net::Address>(engine.settings().records_url + path);
  question.max_bytes = api::limits::max_records_bytes;
  return question;
}

}  // namespace

Operation<RecordPage> records(const std::shared_ptr<Engine>& engine, const RecordQuery& query,
                              const CallOptions& options) {
  Violations violations;
  check_records_url(*engine, violations);
  check_query(query, violations);
  if (!violations.empty()) return refuse<RecordPage>(engine, options, std::move(violations));
  auto question = question_at<RecordPage>(*engine, std::string(api::records_path) + api::records_query(query));
  question.read = [&key = engine->settings().key](const std::string& text) -> Result<RecordPage> {
    auto told = api::read_records(text);
    if (!told) return no_records("The answer holds no records: ", text);
    RecordPage page;
    page.unreadable = told->unreadable;
    for (Record& record : told->records) page.records.push_back(without_key(std::move(record), key));
    return page;
  };
  return ask(engine, options, std::move(question));
}

Operation<Record> record(const std::shared_ptr<Engine>& engine, const std::string& given, const CallOptions& options) {
  const std::string id(api::trimmed_id(given));
  Violations violations;
  check_records_url(*engine, violations);
  if (!api::is_plausible_id(id)) {
    violations.push_back({"id", text::excerpt(given, 80),
                          "An id has 1 to 200 letters, digits and marks such as dashes, without a blank."});
  }
  if (!violations.empty()) return refuse<Record>(engine, options, std::move(violations));
  auto question = question_at<Record>(*engine, api::record_path(id));
  question.read = [id, &key = engine->settings().key](const std::string& text) -> Result<Record> {
    auto found = api::read_record(text, id);
    if (found) return without_key(std::move(*found), key);
    return no_records("The answer does not hold the record: ", text);
  };
  return ask(engine, options, std::move(question));
}

}  // namespace segmind::call
