#pragma once

#include <optional>
#include <string_view>

namespace segmind::api {

/// What is left on the account, in US dollars.
struct CreditsAnswer {
  std::optional<double> credits;
  std::optional<double> free_credits;
};

/// Nothing when the body has neither number.
std::optional<CreditsAnswer> read_credits(std::string_view body);

}  // namespace segmind::api
