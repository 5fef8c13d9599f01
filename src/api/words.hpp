#pragma once

#include <string>
#include <string_view>

#include "text/json.hpp"

/// Extracts the service's explanation from an answer. The results are safe to print, at most limits::max_message_bytes
/// long, and empty when the answer explains nothing.
namespace segmind::api {

/// From any body: JSON, HTML (its title, else the whole page) or text.
std::string words_in(std::string_view body);

/// From JSON: its "error" (a text or an object), "message", "detail" (a text, or an array as FastAPI sends it) ...
std::string words_of(const text::Json& root);

/// From the value of an "error" member alone; empty when it is null, false or empty.
std::string words_of_error(const text::Json* error);

}  // namespace segmind::api
