#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/json.hpp"

namespace segmind::api {

/// Where a result of an answer is.
struct ResultAddress {
  enum class Named { film, nothing, other };  ///< What it is, by what stands beside it or by its ending.

  std::string text;
  Named named = Named::nothing;
};

/// Where the results of an answer are, in any of the shapes that the service and its workers use: "output", "video",
/// "data.video_url", "results[].url" and the like, each a string, an object with "url", or an array of either. Films
/// come first, told by "content_type", then by the address's ending. An address is http, https or data; blanks and
/// UTF-8 in it are percent-encoded. Not checked otherwise.
std::vector<ResultAddress> addresses_in(const text::Json& root);

}  // namespace segmind::api
