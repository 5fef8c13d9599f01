#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segmind/error.hpp"

namespace segmind::models {

/// A value as a Violation shows it: safe to print, at most max_shown_value_bytes long.
std::string shown_value(std::string_view value);

/// Collects the violations of a request's fields, to report all of them at once.
class Findings {
 public:
  /// Adds a violation unless `problem` is empty.
  void add(std::string field, std::string value, std::string problem);

  /// Adds a violation unless the text is UTF-8 without a NUL.
  void check_text(const std::string& field, const std::string& text);

  /// As check_text(), and the prompt must not be blank.
  void check_prompt(const std::string& prompt);

  /// Adds a violation unless the value is within `least` and `most`.
  void check_number(const std::string& field, double value, double least, double most);

  std::vector<Violation> take() { return std::move(found_); }

 private:
  std::vector<Violation> found_;
};

inline constexpr std::string_view not_utf8 = "It is not UTF-8; convert it to UTF-8 first.";
inline constexpr std::string_view holds_nul = "It holds a NUL character; remove it.";

bool has_nul(std::string_view text) noexcept;

}  // namespace segmind::models
