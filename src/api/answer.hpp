#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/result_addresses.hpp"
#include "media/media_type.hpp"

namespace segmind::api {

/// The kind of a body, judged by its bytes alone.
enum class BodyKind { undecided, media, json, other };

/// Recognises a body by its first bytes; `complete` says that no more will come. Undecided while more bytes could
/// decide. Once decided, more bytes never change the kind. Sets `found` when the kind is media or other.
// JSON is decided by the first byte after white space. Up to 64 KiB of that are skipped: some gateways send it to keep
// a connection alive. Anything else needs media::media_head_bytes.
BodyKind recognise(std::string_view first_bytes, bool complete, media::RecognisedMedia* found = nullptr) noexcept;

/// A JSON answer of v1.
struct JsonAnswer {
  std::vector<ResultAddress> addresses;  ///< The clip's addresses, see addresses_in().
  std::optional<std::string> error;  ///< The service's words, safe to print. Also set when the body is not valid JSON.
  std::optional<std::string> request_id;
  bool is_queued = false;  ///< The answer names no clip but a queued or running job; request_id is its id.
};

JsonAnswer read_answer(std::string_view json_body);

}  // namespace segmind::api
