#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace segmind::api {

/// Names what a request asks for: two bodies with the same values, however they are spelled, have the same. A random
/// seed is "random", whatever it will be. 64 hex digits.
std::string request_digest(std::string_view slug, std::string_view body);

/// Whether the seed is left to the service: null (documented).
bool has_random_seed(std::string_view body);
std::string with_seed(std::string_view body, std::int64_t seed);

}  // namespace segmind::api
