#pragma once

#include <string>
#include <string_view>

#include "text/json.hpp"

/// The service's own words in an answer, from any of the shapes in which it says them. Always safe to print, at most
/// limits::max_message_bytes long, and empty where there are none.
namespace segmind::api {

/// From a body of any kind: JSON, HTML (its title, or else the page as it came) or text.
std::string words_in(std::string_view body);

/// From JSON: an "error" (a text, or an object), a "message", a "detail" (a text, or an array as FastAPI sends it) ...
std::string words_of(const text::Json& root);

/// From the value of an "error" member alone; empty when it is null, false or empty.
std::string words_of_error(const text::Json* error);

}  // namespace segmind::api
