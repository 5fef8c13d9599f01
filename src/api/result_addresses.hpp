#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/json.hpp"

namespace segmind::api {

/// The address of one result in an answer.
struct ResultAddress {
  enum class Named { film, nothing, other };  ///< By the "content_type" beside it, else by its extension.

  std::string text;
  Named named = Named::nothing;
};

/// The http, https and data addresses of results in an answer, films first. Blanks and UTF-8 are percent-encoded;
/// nothing else is validated.
// The service and its workers use many shapes: "output", "video", "data.video_url", "results[].url" and more, each a
// string, an object with "url", or an array of either.
std::vector<ResultAddress> addresses_in(const text::Json& root);

/// The same of one value, in which they stand.
std::vector<ResultAddress> addresses_at(const text::Json& value);

}  // namespace segmind::api
