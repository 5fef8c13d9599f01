#include "api/answer.hpp"

#include "api/answer_fields.hpp"
#include "api/endpoints.hpp"
#include "api/limits.hpp"
#include "api/queue.hpp"
#include "api/result_addresses.hpp"
#include "api/words.hpp"
#include "media/media_type.hpp"
#include "text/json.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

constexpr std::size_t max_white_space = 64 * 1024;
constexpr std::string_view white_space = " \t\r\n";

std::string_view without_mark(std::string_view text) noexcept {
  if (text.substr(0, text::byte_order_mark.size()) == text::byte_order_mark) {
    text.remove_prefix(text::byte_order_mark.size());
  }
  return text;
}

bool is_json(std::string_view first_bytes) noexcept {
  const std::string_view text = without_mark(first_bytes).substr(0, max_white_space);
  const std::size_t first = text.find_first_not_of(white_space);
  return first != std::string_view::npos && std::string_view("{[\"").find(text[first]) != std::string_view::npos;
}

// Whether the body is so far nothing but white space, or a part of a byte order mark.
bool may_become_json(std::string_view first_bytes) noexcept {
  const std::string_view text = without_mark(first_bytes);
  return text == text::byte_order_mark.substr(0, text.size()) ||
         (text.size() < max_white_space && text.find_first_not_of(white_space) == std::string_view::npos);
}

}  // namespace

BodyKind recognise(std::string_view first_bytes, bool complete, media::RecognisedMedia* found) noexcept {
  if (is_json(first_bytes)) return BodyKind::json;
  if (!complete && (may_become_json(first_bytes) || first_bytes.size() < media::media_head_bytes)) {
    return BodyKind::undecided;
  }
  const media::RecognisedMedia media = media::recognise_media(first_bytes.substr(0, media::media_head_bytes));
  if (found != nullptr) *found = media;
  return media.type != nullptr ? BodyKind::media : BodyKind::other;
}

JsonAnswer read_answer(std::string_view json_body) {
  JsonAnswer answer;
  const auto root = text::parse_json(json_body, limits::max_clip_answer_bytes);
  if (!root) {
    answer.error = "it is not valid JSON.";
    return answer;
  }
  answer.addresses = addresses_in(*root);
  answer.request_id = id_of(text::member(*root, "request_id"));
  std::string error = words_of_error(text::member(*root, "error"));
  // Without "error" and without a clip, any other text in the answer is the reason.
  if (error.empty() && answer.addresses.empty()) error = words_of(*root);
  if (!error.empty()) answer.error = std::move(error);
  const JobState state = state_named(text::text_of(text::member(*root, "status")).value_or(""));
  answer.is_queued = answer.addresses.empty() && (state == JobState::queued || state == JobState::processing) &&
                     answer.request_id && is_plausible_id(*answer.request_id);
  return answer;
}

}  // namespace segmind::api
