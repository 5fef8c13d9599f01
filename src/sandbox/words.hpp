#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace segmind::sandbox {

/// Readers of words of the command line. Nothing: the text as a whole is not of that kind.

template <typename Number>
std::optional<Number> read_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// 500ms, 2s, 1.5s, 10m, 1h.
inline std::optional<std::chrono::milliseconds> read_duration(std::string_view text) {
  const auto unit_at = text.find_first_not_of("0123456789.");
  const auto amount = read_number<double>(text.substr(0, unit_at));
  if (!amount || *amount < 0 || unit_at == text.npos) return std::nullopt;
  const auto unit = text.substr(unit_at);
  const double ms = unit == "ms" ? 1 : unit == "s" ? 1000 : unit == "m" ? 60'000 : unit == "h" ? 3'600'000 : 0;
  if (ms == 0 || *amount * ms > 1e12) return std::nullopt;
  return std::chrono::milliseconds{static_cast<std::int64_t>(*amount * ms)};
}

}  // namespace segmind::sandbox
