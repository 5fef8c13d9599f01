#include <nlohmann/json.hpp>

#include "cli/csv/csv_text.hpp"
#include "cli/display/figures.hpp"
#include "cli/records/forms.hpp"

namespace segmind::cli {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

/// Escapes letters that are not ASCII: a request may hold what steers a terminal.
std::string in_one_line(const Json& value) { return value.dump(-1, ' ', true, Json::error_handler_t::replace); }

Json sent_for(const segmind::Record& record) {
  Json body = Json::parse(record.request_body, nullptr, false);
  return body.is_discarded() ? Json() : body;
}

}  // namespace

std::string json_of(const segmind::Record& record) {
  Json times = Json::object();
  for (const auto& [name, time] : record.times) times[name] = utc_text(time);
  const Json object = {
      {"request_id", record.request_id},
      {"model", or_null(record.model)},
      {"state", to_string(record.state)},
      {"word", or_null(record.word)},
      {"cost", record.cost ? Json(*record.cost) : Json()},
      {"created", record.created ? Json(utc_text(*record.created)) : Json()},
      {"latency_ms", record.latency ? Json(record.latency->count()) : Json()},
      {"address", or_null(record.address)},
      {"error", or_null(record.error)},
      {"request_body", sent_for(record)},
      {"times", std::move(times)},
  };
  return in_one_line(object) + '\n';
}

std::string csv_of(const std::vector<segmind::Record>& records) {
  std::string text = csv_row(
      {"request_id", "model", "state", "word", "cost", "created", "latency_ms", "address", "error", "request_body"});
  for (const segmind::Record& record : records) {
    const Json sent = sent_for(record);
    text += csv_row({without_formula(record.request_id), without_formula(record.model),
                     std::string(to_string(record.state)), without_formula(record.word),
                     record.cost ? number_text(*record.cost) : "", record.created ? utc_text(*record.created) : "",
                     record.latency ? std::to_string(record.latency->count()) : "", without_formula(record.address),
                     without_formula(record.error), sent.is_null() ? "" : in_one_line(sent)});
  }
  return text;
}

}  // namespace segmind::cli
