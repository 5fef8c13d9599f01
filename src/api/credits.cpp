#include "api/credits.hpp"

#include "text/json.hpp"

namespace segmind::api {

std::optional<CreditsAnswer> read_credits(std::string_view body) {
  const auto root = text::parse_json(body);
  if (!root) return std::nullopt;
  const CreditsAnswer answer{text::decimal_of(text::member(*root, "credits")),
                             text::decimal_of(text::member(*root, {"free-credits", "free_credits"}))};
  if (!answer.credits && !answer.free_credits) return std::nullopt;
  return answer;
}

}  // namespace segmind::api
