#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::api {

/// What a body is, told by its bytes and by nothing else.
enum class BodyKind { undecided, mp4, json, other };

/// `first_bytes` is the body's beginning as far as it is known; `complete` says that nothing follows. Undecided only
/// while more bytes could decide: an MP4 needs eight bytes, JSON the first byte after at most 64 KiB of white space,
/// with which some gateways keep a connection alive. Once decided, more bytes never change the result.
BodyKind recognise(std::string_view first_bytes, bool complete) noexcept;

/// What a JSON answer of v1 says.
struct JsonAnswer {
  std::optional<std::string> address;  ///< Of the clip, wherever the service put it. Not checked yet.
  std::optional<std::string> error;    ///< Why there is no clip, safe to print; also when the body is not valid JSON.
  std::optional<std::string> request_id;
};

JsonAnswer read_answer(std::string_view json_body);

}  // namespace segmind::api
