#include "api/answer_fields.hpp"

#include "api/limits.hpp"
#include "text/utf8.hpp"

namespace segmind::api {

std::optional<std::string> id_of(const text::Json* value) {
  const auto text = text::text_of(value);
  return text ? std::optional(text::excerpt(*text, limits::max_id_characters)) : std::nullopt;
}

}  // namespace segmind::api
