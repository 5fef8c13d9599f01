#include "segmind/records.hpp"

namespace segmind {

std::string_view to_string(RecordState state) noexcept {
  switch (state) {
    case RecordState::pending: return "pending";
    case RecordState::completed: return "completed";
    case RecordState::failed: return "failed";
    case RecordState::other: break;
  }
  return "other";
}

}  // namespace segmind
