#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "text/json.hpp"

// What answers of every kind have in common.
namespace segmind::api {

/// A text that is safe to show as an id.
std::optional<std::string> id_of(const text::Json* value);

/// The first http or https address of a clip in a member "output", "video" or "videos" and the like, in any of the
/// shapes that the service uses: a string, an object with "url", an array of either.
std::optional<std::string> address_in(const text::Json& root);

/// Is this the text of an http or https address, without a control character that would cut it short on its way?
bool looks_like_address(std::string_view text) noexcept;

}  // namespace segmind::api
