#include "models/findings.hpp"

#include <utility>

#include "models/limits.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::models {
namespace {

std::string number_text(double value) { return text::decimal_text(value, 6); }

}  // namespace

std::string shown_value(std::string_view value) { return text::excerpt(value, limits::max_shown_value_bytes); }

bool has_nul(std::string_view text) noexcept { return text.find('\0') != std::string_view::npos; }

void Findings::add(std::string field, std::string value, std::string problem) {
  if (!problem.empty()) found_.push_back({std::move(field), std::move(value), std::move(problem)});
}

void Findings::check_text(const std::string& field, const std::string& text) {
  if (!text::is_utf8(text)) add(field, shown_value(text), std::string(not_utf8));
  if (has_nul(text)) add(field, shown_value(text), std::string(holds_nul));
}

void Findings::check_prompt(const std::string& prompt) {
  if (text::is_blank(prompt)) add("prompt", shown_value(prompt), "It is blank; describe the clip in words.");
  check_text("prompt", prompt);
}

void Findings::check_number(const std::string& field, double value, double least, double most) {
  if (value >= least && value <= most) return;
  add(field, number_text(value), "It must be " + number_text(least) + " to " + number_text(most) + ".");
}

}  // namespace segmind::models
