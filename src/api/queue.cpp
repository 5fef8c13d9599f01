#include "api/queue.hpp"

#include <array>
#include <utility>

#include "api/answer_fields.hpp"
#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "api/receipt_fields.hpp"
#include "api/result_addresses.hpp"
#include "api/words.hpp"
#include "text/json.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

bool same_ignoring_case(std::string_view a, std::string_view upper_case) noexcept {
  if (a.size() != upper_case.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'a' && a[i] <= 'z' ? static_cast<char>(a[i] & ~0x20) : a[i];
    if (c != upper_case[i]) return false;
  }
  return true;
}

}  // namespace

JobState state_named(std::string_view word) noexcept {
  constexpr std::array<std::pair<std::string_view, JobState>, 4> states{{{"QUEUED", JobState::queued},
                                                                         {"PROCESSING", JobState::processing},
                                                                         {"COMPLETED", JobState::completed},
                                                                         {"FAILED", JobState::failed}}};
  for (const auto& [name, state] : states) {
    if (same_ignoring_case(text::trim(word), name)) return state;
  }
  return JobState::unknown;
}

namespace {

JobReport filled_report(const text::Json& root) {
  JobReport report;
  if (const auto word = text::text_of(text::member(root, "status"))) {
    constexpr std::size_t longest_word = 64;
    report.state = state_named(*word);
    report.state_text = text::excerpt(*word, longest_word);
  }
  report.addresses = addresses_in(root);
  if (std::string words = words_of_error(text::member(root, "error")); !words.empty()) report.error = std::move(words);
  report.receipt = receipt_in(root);
  report.total_time = total_time_in(root);
  return report;
}

// Behind a colon and a quote, each with blanks before it, where they are there: an id may begin with a colon itself.
std::size_t behind_punctuation(std::string_view body, std::size_t at) noexcept {
  for (const char mark : {':', '"'}) {
    at = body.find_first_not_of(" \t\r\n", at);
    if (at < body.size() && body[at] == mark) ++at;
  }
  return body.find_first_not_of(" \t\r\n", at);
}

// The id in an answer that is not valid JSON, perhaps because it was truncated: after "request_id", or in an address.
std::optional<std::string> id_in_text(std::string_view body) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> places{
      {{"\"request_id\"", "\""}, {"/v2/requests/", "/\""}}};
  for (const auto& [before, after] : places) {
    std::size_t at = body.find(before);
    if (at == std::string_view::npos) continue;
    at = behind_punctuation(body, at + before.size());
    const std::size_t end = at == std::string_view::npos ? at : body.find_first_of(after, at);
    if (end == std::string_view::npos) continue;
    if (const std::string_view id = body.substr(at, end - at); is_plausible_id(id)) return std::string(id);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> submitted_id(std::string_view body) {
  if (const auto root = text::parse_json(body)) {
    if (auto id = text::text_of(text::member(*root, "request_id")); id && is_plausible_id(*id)) return id;
  }
  return id_in_text(body);
}

JobAddresses job_addresses_in(std::string_view body) {
  const auto root = text::parse_json(body);
  if (!root) return {};
  const auto address = [&](std::initializer_list<const char*> names) {
    return text::text_of(text::member(*root, names)).value_or("");
  };
  return {address({"status_url"}), address({"response_url", "poll_url"})};
}

std::optional<JobReport> read_report(int http_status, std::string_view body) {
  constexpr int failed_job = 422;
  const auto root = text::parse_json(body, limits::max_clip_answer_bytes);
  if (!root || !root->is_object()) return std::nullopt;
  JobReport report = filled_report(*root);
  const bool success = http_status >= 200 && http_status <= 299;
  if (success || http_status == failed_job) {
    // A successful answer with a clip's address counts as completed, whatever its status word.
    if (report.state == JobState::unknown && success && !report.addresses.empty()) report.state = JobState::completed;
    if (!report.state_text.empty()) {
      if (report.state == JobState::failed && !report.error) {
        if (std::string words = words_of(*root); !words.empty()) report.error = std::move(words);
      }
      return report;
    }
    // Without a status word an address tells the state. A 422 without one is about the query (documented).
    if (success && !report.addresses.empty()) {
      report.state = JobState::completed;
      return report;
    }
    return std::nullopt;
  }
  // Gateways write their own "status" into error bodies, so under other HTTP statuses only a completed clip counts.
  const bool has_clip = report.state == JobState::completed && !report.addresses.empty();
  return has_clip ? std::optional(std::move(report)) : std::nullopt;
}

}  // namespace segmind::api
