#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

// What flags do with their values. The place that a Take fills must outlive it.

template <typename Text>
Take text_into(Text& place) {
  return [&place](const std::string& value) {
    place = value;
    return std::string();
  };
}

inline Take append_to(std::vector<std::string>& places) {
  return [&places](const std::string& value) {
    places.push_back(value);
    return std::string();
  };
}

inline Take set(bool& place) {
  return [&place](const std::string&) {
    place = true;
    return std::string();
  };
}

inline std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// An id. The library leaves out what a log or a file has around it.
inline Take id_into(std::optional<std::string>& place) {
  return [&place](const std::string& value) -> std::string {
    if (value.find_first_not_of(" \t\r\n") == std::string::npos) return "needs a value";
    place = value;
    return "";
  };
}

/// The id that a command has as its word.
inline Take one_id_into(std::optional<std::string>& place) {
  return [&place](const std::string& word) -> std::string {
    return place ? "is a second id; one at a time" : id_into(place)(word);
  };
}

/// --base-url is the same for all commands.
inline Flag base_url_flag(std::optional<std::string>& place) {
  return {"--base-url", "ADDRESS",
          "another address of the service, such as that of a segmind-sandbox; SEGMIND_BASE_URL when not given",
          text_into(place)};
}

/// For counts and seconds. `what`: "a whole number" or "whole seconds".
template <typename Number>
Take number_into(Number& place, const char* what, std::int64_t least, std::int64_t most) {
  return [&place, what, least, most](const std::string& value) -> std::string {
    const auto number = whole_number(value);
    if (!number || *number < least || *number > most) {
      return std::string("takes ") + what + " from " + std::to_string(least) + " to " + std::to_string(most) +
             ", not \"" + value + '"';
    }
    if constexpr (std::is_integral_v<Number>) {
      place = static_cast<Number>(*number);
    } else {
      place = typename Number::value_type(*number);
    }
    return "";
  };
}

}  // namespace segmind::cli
