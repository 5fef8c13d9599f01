#include "call/exchange/secret.hpp"

#include <algorithm>

namespace segmind::call {
namespace {

// What has this much of the key's beginning shows too much of it: texts are cut, and the cut can go through a key.
constexpr std::size_t telling = 6;

}  // namespace

bool Secret::is_in(std::string_view text) const noexcept {
  return !key_.empty() && text.find(key_) != std::string_view::npos;
}

std::string Secret::scrub(std::string text) const {
  if (key_.empty()) return text;
  const std::string_view beginning = std::string_view(key_).substr(0, std::max(telling, key_.size() / 3));
  std::size_t at = text.find(beginning);
  if (at == std::string::npos) return text;
  std::string shown;
  std::size_t from = 0;
  for (; at != std::string::npos; at = text.find(beginning, from)) {
    shown.append(text, from, at - from).append(mark);
    std::size_t length = beginning.size();
    while (length < key_.size() && at + length < text.size() && text[at + length] == key_[length]) ++length;
    from = at + length;
  }
  return shown.append(text, from);
}

}  // namespace segmind::call
