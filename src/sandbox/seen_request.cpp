#include "sandbox/answer.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

std::string_view SeenRequest::header(std::string_view name) const noexcept {
  for (const auto& header : headers) {
    if (same_name(header.first, name)) return header.second;
  }
  return {};
}

}  // namespace segmind::sandbox
