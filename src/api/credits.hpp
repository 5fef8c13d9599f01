#pragma once

#include <optional>
#include <string_view>

namespace segmind::api {

/// The account's balance in US dollars.
struct CreditsAnswer {
  std::optional<double> credits;
  std::optional<double> free_credits;
};

/// Parses the answer; nothing when it has neither number.
std::optional<CreditsAnswer> read_credits(std::string_view body);

}  // namespace segmind::api
