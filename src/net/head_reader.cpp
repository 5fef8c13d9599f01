#include "net/head_reader.hpp"

#include <algorithm>
#include <charconv>

#include "text/ascii.hpp"

namespace segmind::net {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;
constexpr std::size_t usual_header_count = 12;

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

HeadReader::Line HeadReader::take(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > most_bytes) return Line::too_large;
  if (!in_head_) {  // only the first line of a head is a status line, whatever later lines look like
    head_ = Head();
    head_.headers.reserve(usual_header_count);
    in_head_ = true;
    return Line::part;
  }
  const std::string_view text = trim(line);
  if (text.empty()) {
    in_head_ = false;
    return Line::last;
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Line::part;
  std::string name(trim(text.substr(0, colon)));
  std::transform(name.begin(), name.end(), name.begin(), text::lower);
  const std::string_view value = trim(text.substr(colon + 1));
  if (name == "content-length") head_.length = number(value);
  head_.headers.emplace_back(std::move(name), value);
  return Line::part;
}

}  // namespace segmind::net
