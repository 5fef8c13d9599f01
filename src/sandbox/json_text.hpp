#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace segmind::sandbox {

/// JSON as it goes over the wire. Invalid UTF-8 becomes U+FFFD.
inline std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace segmind::sandbox
