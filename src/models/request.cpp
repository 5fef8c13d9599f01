#include "segmind/request.hpp"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "models/limits.hpp"
#include "models/refusal.hpp"
#include "segmind/exception.hpp"
#include "text/json.hpp"
#include "text/utf8.hpp"

namespace segmind {

struct Request::Content {
  std::string slug;
  std::string json;
  RequestFacts facts;
};

namespace {

using models::limits::max_slug_characters;

// Not isalnum(), which follows the locale.
bool is_slug_character(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

bool is_slug(std::string_view text) noexcept {
  return !text.empty() && text.size() <= max_slug_characters && text.find_first_not_of('.') != text.npos &&
         std::all_of(text.begin(), text.end(), is_slug_character);
}

std::string json_problem(std::string_view json) {
  if (!text::is_utf8(json)) return "It is not UTF-8; convert it to UTF-8 first.";
  const auto root = text::parse_json(json);
  if (!root) return "It is not valid JSON.";
  return root->is_object() ? "" : "It must be a JSON object: { ... }.";
}

std::vector<Violation> violations(const std::string& slug, const std::string& json) {
  std::vector<Violation> found;
  const auto shown = [](const std::string& text) { return text::excerpt(text, models::limits::max_shown_value_bytes); };
  if (!is_slug(slug)) {
    found.push_back({"slug", shown(slug),
                     "Give the model's name as its address has it, such as wan2.7-r2v: letters, digits, dots, dashes "
                     "and underscores."});
  }
  if (std::string problem = json_problem(json); !problem.empty()) {
    found.push_back({"json", shown(json), std::move(problem)});
  }
  return found;
}

}  // namespace

Request::Request(std::shared_ptr<const Content> content) noexcept : content_(std::move(content)) {}

Request::Request(std::string slug, std::string json, RequestFacts facts)
    : Request(try_create(std::move(slug), std::move(json), std::move(facts)).value()) {}

Result<Request> Request::try_create(std::string slug, std::string json, RequestFacts facts) noexcept {
  return models::refusing<Request>([&]() -> Result<Request> {
    if (std::vector<Violation> found = violations(slug, json); !found.empty()) return models::refusal(std::move(found));
    return Request(std::make_shared<const Content>(Content{std::move(slug), std::move(json), std::move(facts)}));
  });
}

const std::string& Request::slug() const noexcept { return content_->slug; }
const std::string& Request::to_json() const noexcept { return content_->json; }
const std::optional<CostEstimate>& Request::estimated_cost() const noexcept { return content_->facts.estimated_cost; }
const std::optional<ExpectedTime>& Request::expected_time() const noexcept { return content_->facts.expected_time; }
Output Request::output() const noexcept { return content_->facts.output; }

}  // namespace segmind
