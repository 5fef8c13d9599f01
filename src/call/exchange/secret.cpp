#include "call/exchange/secret.hpp"

#include <algorithm>

namespace segmind::call {
namespace {

// A prefix of the key of this length is removed, too: a text may have been truncated within the key.
constexpr std::size_t shortest_prefix = 6;

}  // namespace

bool Secret::is_in(std::string_view text) const noexcept {
  return !key_.empty() && text.find(key_) != std::string_view::npos;
}

std::string Secret::scrub(std::string text) const {
  if (key_.empty()) return text;
  const std::string_view beginning = std::string_view(key_).substr(0, std::max(shortest_prefix, key_.size() / 3));
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
