#include "api/redact.hpp"

#include <algorithm>

namespace segmind::api {
namespace {

constexpr std::string_view mark = "[key]";
constexpr std::string_view ellipsis = "...";

// How long the beginning of the secret is with which the text ends; fewer characters than four give nothing away.
std::size_t begun_at_end(std::string_view text, std::string_view secret) noexcept {
  constexpr std::size_t telling = 4;
  for (std::size_t size = std::min(text.size(), secret.size() - 1); size >= telling; --size) {
    if (text.substr(text.size() - size) == secret.substr(0, size)) return size;
  }
  return 0;
}

void redact(std::string& text, std::string_view secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + mark.size())) {
    text.replace(at, secret.size(), mark);
  }
  const bool shortened =
      text.size() >= ellipsis.size() && text.compare(text.size() - ellipsis.size(), ellipsis.size(), ellipsis) == 0;
  const std::size_t end = text.size() - (shortened ? ellipsis.size() : 0);
  const std::size_t begun = begun_at_end(std::string_view(text).substr(0, end), secret);
  if (shortened && begun > 0) text.replace(end - begun, begun, mark);
}

}  // namespace

void redact(Error& error, std::string_view secret) {
  if (secret.empty()) return;
  redact(error.message, secret);
  redact(error.request_id, secret);
  for (Violation& violation : error.violations) {
    redact(violation.value, secret);
    redact(violation.message, secret);
  }
}

}  // namespace segmind::api
