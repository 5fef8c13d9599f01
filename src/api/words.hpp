#pragma once

#include <string>
#include <string_view>

#include "text/json.hpp"

/// The service's own words in an answer, whatever its shape. They are safe to print, at most limits::max_message_bytes
/// long, and empty where the answer has none.
namespace segmind::api {

/// From a body of any kind: JSON, HTML (its title, or else the page as it came) or text.
std::string words_in(std::string_view body);

/// From JSON: its "error" (a text or an object), "message", "detail" (a text, or an array as FastAPI sends it) ...
std::string words_of(const text::Json& root);

/// From the value of an "error" member alone; empty when it is null, false or empty.
std::string words_of_error(const text::Json* error);

}  // namespace segmind::api
