// The account's records, by which lost clips are found.

#include "api/records.hpp"

#include <cmath>
#include <string>

#include "api/record_match.hpp"
#include "fuzz.hpp"
#include "text/json.hpp"

namespace segmind::fuzz {
namespace {

void check(const Record& record) {
  promise(!record.request_id.empty(), "a record has an id");
  promise(is_safe(record.request_id) && is_safe(record.model) && is_safe(record.word) && is_safe(record.address) &&
              is_safe(record.error),
          "what is told can be printed");
  promise(!record.cost || (std::isfinite(*record.cost) && *record.cost >= 0), "a cost is no less than nothing");
  promise(!record.latency || record.latency->count() >= 0, "nor is a time");
  for (const auto& [name, time] : record.times) promise(is_safe(name), "names can be printed");
  if (record.request_body.empty()) return;
  const text::Document body = text::parse_json(record.request_body);
  promise(body && body->is_object(), "a body is a JSON object");
  promise(text::to_text(*body) == record.request_body, "a body that is written again is the same");
  const api::RequestBody sent(record.request_body);
  promise(api::likeness(sent, sent) == api::Likeness::same, "a request is its own");
}

}  // namespace

FUZZ(records, input) {
  const auto page = api::read_records(input);
  if (page) {
    for (const Record& record : page->records) {
      check(record);
      const auto found = api::read_record(input, record.request_id);
      promise(found && found->request_id == record.request_id, "a row of the list is found by its id");
    }
  }
  if (const auto alone = api::read_record(input, "a")) check(*alone);
  const std::string shown = api::shown_of_records(input);
  promise(is_safe(shown), "what a message shows can be printed");
  promise(shown.find("prompt") == shown.npos && shown.find("request_body") == shown.npos, "a message shows no prompt");
}

}  // namespace segmind::fuzz
