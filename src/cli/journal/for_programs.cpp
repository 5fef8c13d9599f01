#include <nlohmann/json.hpp>

#include "cli/csv/csv_text.hpp"
#include "cli/display/figures.hpp"
#include "cli/journal/entry_facts.hpp"
#include "cli/journal/forms.hpp"

namespace segmind::cli {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json json_of_attempt(const segmind::JournalAttempt& attempt) {
  return {{"epoch", attempt.epoch},
          {"left_at", utc_text(attempt.left_at)},
          {"charge", to_string(attempt.charge)},
          {"dollars", attempt.dollars},
          {"record_id", text_or_null(attempt.record_id)},
          {"address", text_or_null(attempt.address)}};
}

}  // namespace

std::string json_of(const segmind::JournalEntry& entry) {
  Json attempts = Json::array();
  for (const segmind::JournalAttempt& attempt : entry.attempts) attempts.push_back(json_of_attempt(attempt));
  const Json request = Json::parse(entry.request, nullptr, false);
  const Json object = {
      {"key", entry.key.text},
      {"project", entry.key.scope.project},
      {"service", entry.key.scope.service},
      {"state", to_string(entry.state)},
      {"dollars", dollars_of(entry)},
      {"id", text_or_null(id_of(entry))},
      {"address", text_or_null(address_of(entry))},
      {"path", text_or_null(entry.clip.path)},
      {"bytes", entry.clip.size > 0 ? Json(entry.clip.size) : Json()},
      {"seed", entry.seed ? Json(*entry.seed) : Json()},
      {"model", entry.model},
      {"begun_at", utc_text(entry.begun_at)},
      {"changed_at", utc_text(entry.changed_at)},
      {"epoch", entry.epoch},
      {"digest", entry.digest},
      {"attempts", std::move(attempts)},
      {"request", request.is_discarded() ? Json() : request},
  };
  // Letters that are not ASCII are escaped: what somebody named may steer a terminal.
  return object.dump(-1, ' ', true, Json::error_handler_t::replace) + '\n';
}

std::string csv_of(const Entries& entries) {
  std::string text = csv_row({"key", "project", "service", "state", "dollars", "id", "address", "path", "bytes", "seed",
                              "model", "begun_at", "changed_at", "epoch"});
  for (const segmind::JournalEntry& entry : entries) {
    text += csv_row({without_formula(entry.key.text), without_formula(entry.key.scope.project),
                     without_formula(entry.key.scope.service), std::string(to_string(entry.state)),
                     number_text(dollars_of(entry)), without_formula(id_of(entry)), without_formula(address_of(entry)),
                     without_formula(entry.clip.path), entry.clip.size > 0 ? std::to_string(entry.clip.size) : "",
                     entry.seed ? std::to_string(*entry.seed) : "", without_formula(entry.model),
                     utc_text(entry.begun_at), utc_text(entry.changed_at), std::to_string(entry.epoch)});
  }
  return text;
}

}  // namespace segmind::cli
