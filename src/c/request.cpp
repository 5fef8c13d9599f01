// Requests, and what is known about them before they are sent.
#include <limits>
#include <memory>

#include "c/give.hpp"
#include "c/given/sized.hpp"
#include "c/shown/request_value.hpp"
#include "c/shown/value.hpp"

namespace segmind::c {
namespace {

using std::chrono::milliseconds;

segmind_output output_of(Output output) noexcept {
  switch (output) {
    case Output::any: break;
    case Output::film: return SEGMIND_OUTPUT_FILM;
    case Output::picture: return SEGMIND_OUTPUT_PICTURE;
    case Output::sound: return SEGMIND_OUTPUT_SOUND;
  }
  return SEGMIND_OUTPUT_ANY;
}

Result<Output> output_of(segmind_output output) {
  switch (output) {
    case SEGMIND_OUTPUT_ANY: return Output::any;
    case SEGMIND_OUTPUT_FILM: return Output::film;
    case SEGMIND_OUTPUT_PICTURE: return Output::picture;
    case SEGMIND_OUTPUT_SOUND: return Output::sound;
  }
  return refusal("facts: output is none of segmind_output.");
}

Result<RequestFacts> facts_of(const segmind_request_facts* given) {
  segmind_request_facts known;
  if (auto refused = read(given, known, "facts")) return std::move(*refused);
  RequestFacts facts;
  if (known.has_estimate) {
    facts.estimated_cost = CostEstimate{known.estimated_dollars, known.estimate_basis ? known.estimate_basis : ""};
  }
  if (known.has_expected_time) {
    facts.expected_time =
        ExpectedTime{milliseconds(known.expected_earliest_ms), milliseconds(known.expected_latest_ms)};
  }
  const Result<Output> output = output_of(known.output);
  if (!output) return output.error();
  facts.output = *output;
  return facts;
}

}  // namespace

RequestValue::RequestValue(Request made, std::vector<Advice> given)
    : segmind_request(), request(std::move(made)), advice_(std::move(given)) {
  size = sizeof(segmind_request);
  self = this;
  slug = request.slug().c_str();
  json = request.to_json().c_str();
  const auto& cost = request.estimated_cost();
  estimated_dollars = cost ? cost->dollars : std::numeric_limits<double>::quiet_NaN();
  estimate_basis = cost ? cost->basis.c_str() : "";
  const auto& time = request.expected_time();
  expected_earliest_ms = time ? time->earliest.count() : -1;
  expected_latest_ms = time ? time->latest.count() : -1;
  output = output_of(request.output());
  for (const Advice& one : advice_) {
    items_.push_back({sizeof(segmind_advice), std::data(to_string(one.code)), one.field.c_str(), one.message.c_str()});
  }
  for (const segmind_advice& item : items_) shown_.push_back(&item);
  advice = shown_.data();
  advice_count = shown_.size();
}

}  // namespace segmind::c

using namespace segmind::c;

segmind_status segmind_request_create(const char* slug, const char* json, const segmind_request_facts* facts,
                                      segmind_request** request, segmind_error** error) {
  return give_made(request, error, [&]() -> segmind::Result<std::unique_ptr<RequestValue>> {
    if (slug == nullptr) return missing("slug");
    if (json == nullptr) return missing("json");
    auto known = facts_of(facts);
    if (!known) return std::move(known).error();
    auto made = segmind::Request::try_create(slug, json, *known);
    if (!made) return std::move(made).error();
    return std::make_unique<RequestValue>(std::move(*made), std::vector<segmind::Advice>());
  });
}

void segmind_request_free(segmind_request* request) { free_value<RequestValue>(request); }
