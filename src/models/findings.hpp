#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segmind/error.hpp"

namespace segmind::models {

/// A value as a Violation shows it: safe to print, and not too long.
std::string shown_value(std::string_view value);

/// What is wrong with the fields of a request, collected so that all of it is told at once. What has no problem adds
/// nothing.
class Findings {
 public:
  void add(std::string field, std::string value, std::string problem);

  /// Must be UTF-8 without a NUL.
  void add_text(const std::string& field, const std::string& text);

  /// Likewise, and not blank.
  void add_prompt(const std::string& prompt);

  /// Must be at least `least` and at most `most`.
  void add_number(const std::string& field, double value, double least, double most);

  std::vector<Violation> take() { return std::move(found_); }

 private:
  std::vector<Violation> found_;
};

inline constexpr std::string_view not_utf8 = "It is not UTF-8; convert it to UTF-8 first.";
inline constexpr std::string_view holds_nul = "It holds a NUL character; remove it.";

bool has_nul(std::string_view text) noexcept;

}  // namespace segmind::models
