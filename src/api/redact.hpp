#pragma once

#include <string_view>

#include "segmind/error.hpp"

namespace segmind::api {

/// Takes the secret out of everything that an error shows, a beginning of it at the end of a shortened text included:
/// a server may repeat the key that it refuses. Does nothing when the secret is empty.
void redact(Error& error, std::string_view secret);

}  // namespace segmind::api
