#include "call/secret.hpp"

namespace segmind::call {

bool Secret::is_in(std::string_view text) const noexcept {
  return !key_.empty() && text.find(key_) != std::string_view::npos;
}

std::string Secret::scrub(std::string text) const {
  constexpr std::string_view shown = "[key]";
  if (key_.empty()) return text;
  for (std::size_t at = text.find(key_); at != std::string::npos; at = text.find(key_, at + shown.size())) {
    text.replace(at, key_.size(), shown);
  }
  return text;
}

}  // namespace segmind::call
