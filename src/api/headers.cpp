#include "api/headers.hpp"

#include "text/number.hpp"

namespace segmind::api {

std::string_view find(const Headers& headers, std::string_view name) noexcept {
  for (const auto& [field, value] : headers) {
    if (field == name) return text::trim(value);
  }
  return {};
}

}  // namespace segmind::api
