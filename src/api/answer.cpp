#include "api/answer.hpp"

#include <algorithm>

#include "api/answer_fields.hpp"
#include "text/json.hpp"
#include "text/utf8.hpp"
#include "api/words.hpp"

namespace segmind::api {
namespace {

constexpr std::size_t max_white_space = 64 * 1024;

// Bytes 4 to 7 are the type of the first box. Its length is in bytes 0 to 3; as it is some dozen bytes, the first is 0,
// and with that no beginning of an MP4 is one of JSON.
BodyKind recognise_mp4(std::string_view bytes, bool complete) noexcept {
  constexpr std::string_view type = "ftyp";
  constexpr std::size_t offset = 4;
  const std::string_view found = bytes.substr(std::min(bytes.size(), offset), type.size());
  if (found != type.substr(0, found.size())) return BodyKind::other;
  if (found.size() == type.size()) return BodyKind::mp4;
  return complete ? BodyKind::other : BodyKind::undecided;
}

}  // namespace

BodyKind recognise(std::string_view first_bytes, bool complete) noexcept {
  const BodyKind if_it_ends = complete ? BodyKind::other : BodyKind::undecided;
  if (first_bytes.empty()) return if_it_ends;
  if (first_bytes.front() == '\0') return recognise_mp4(first_bytes, complete);
  const std::string_view mark = first_bytes.substr(0, text::byte_order_mark.size());
  if (mark == text::byte_order_mark) {
    first_bytes.remove_prefix(mark.size());
  } else if (mark == text::byte_order_mark.substr(0, mark.size())) {
    return if_it_ends;
  }
  const std::size_t first = first_bytes.substr(0, max_white_space).find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return first_bytes.size() < max_white_space ? if_it_ends : BodyKind::other;
  const char c = first_bytes[first];
  return c == '{' || c == '[' || c == '"' ? BodyKind::json : BodyKind::other;
}

JsonAnswer read_answer(std::string_view json_body) {
  JsonAnswer answer;
  const auto root = text::parse_json(json_body);
  if (!root) {
    answer.error = "it is not valid JSON.";
    return answer;
  }
  answer.address = address_in(*root);
  answer.request_id = id_of(text::member(*root, "request_id"));
  std::string error = words_of_error(text::member(*root, "error"));
  // Without a clip, whatever else the service says is the reason.
  if (error.empty() && !answer.address) error = words_of(*root);
  if (!error.empty()) answer.error = std::move(error);
  return answer;
}

}  // namespace segmind::api
