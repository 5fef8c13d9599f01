#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/result_addresses.hpp"
#include "media/media_type.hpp"

namespace segmind::api {

/// What a body is, told by its bytes and by nothing else.
enum class BodyKind { undecided, media, json, other };

/// `first_bytes` is the body's beginning, as far as it is known; `complete` says that there is no more of it.
///
/// Undecided while more bytes could decide: JSON needs its first byte after white space, of which 64 KiB are borne
/// (some gateways keep a connection alive with it); anything else needs media::media_head_bytes. The answer for a
/// beginning holds for all that follow. `found` is told what it is where that is neither undecided nor JSON.
BodyKind recognise(std::string_view first_bytes, bool complete, media::RecognisedMedia* found = nullptr) noexcept;

/// What a JSON answer of v1 says.
struct JsonAnswer {
  std::vector<ResultAddress> addresses;  ///< Of the clip, see addresses_in().
  std::optional<std::string> error;      ///< Why there is no clip, safe to print; also when the body is not valid JSON.
  std::optional<std::string> request_id;
  bool is_queued = false;  ///< A job in the queue is told of, and request_id is its id.
};

JsonAnswer read_answer(std::string_view json_body);

}  // namespace segmind::api
