#include "api/credits.hpp"

#include "api/json.hpp"

namespace segmind::api {

std::optional<CreditsAnswer> read_credits(std::string_view body) {
  const auto root = parse_json(body);
  if (!root) return std::nullopt;
  const CreditsAnswer answer{decimal_of(member(*root, "credits")),
                             decimal_of(member(*root, {"free-credits", "free_credits"}))};
  if (!answer.credits && !answer.free_credits) return std::nullopt;
  return answer;
}

}  // namespace segmind::api
