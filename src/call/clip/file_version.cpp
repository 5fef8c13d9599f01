#include "call/clip/file_version.hpp"

#include <charconv>

#include "api/headers.hpp"

namespace segmind::call {
namespace {

std::optional<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

bool take_text(std::string_view& text, std::string_view expected) {
  if (text.substr(0, expected.size()) != expected) return false;
  text.remove_prefix(expected.size());
  return true;
}

std::string validator_of(const net::Head& head) {
  const std::string_view etag = api::find(head.headers, "etag");
  if (!etag.empty() && etag.substr(0, 2) != "W/") return std::string(etag);  // weak ones do not promise equal bytes
  return std::string(api::find(head.headers, "last-modified"));
}

/// Where a 206 begins, and the file's size. Its end is not read: the body shows it.
struct Part {
  std::uint64_t from;
  std::optional<std::uint64_t> total;
};

std::optional<Part> part_in(const net::Head& head) {
  std::string_view range = api::find(head.headers, "content-range");
  if (!take_text(range, "bytes ")) return std::nullopt;
  const std::optional<std::uint64_t> from = take_number(range);
  if (!from || !take_text(range, "-") || !take_number(range) || !take_text(range, "/")) return std::nullopt;
  return Part{*from, take_number(range)};
}

}  // namespace

std::string FileVersion::to_text() const { return (total ? std::to_string(*total) : "?") + ' ' + validator; }

FileVersion FileVersion::from_text(std::string_view text) {
  FileVersion version;
  version.total = take_number(text);
  if (!version.total && !take_text(text, "?")) return {};
  if (take_text(text, " ")) version.validator = text;
  return version;
}

FileVersion FileVersion::of(const net::Head& head) { return {validator_of(head), head.length}; }

bool goes_on(const net::Head& head, std::uint64_t at, const FileVersion& version) {
  const std::optional<Part> part = part_in(head);
  if (!part || part->from != at) return false;
  const std::optional<std::uint64_t> total = part->total;
  if (version.total && total && *total != *version.total) return false;
  if (version.validator.empty()) return version.total.has_value() && total == version.total;
  const std::string validator = validator_of(head);
  return validator.empty() || validator == version.validator;
}

std::optional<std::uint64_t> total_of_part(const net::Head& head) {
  const std::optional<Part> part = part_in(head);
  return part ? part->total : std::nullopt;
}

}  // namespace segmind::call
