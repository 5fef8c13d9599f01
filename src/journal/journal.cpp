#include "segmind/journal.hpp"

namespace segmind {

Journal::~Journal() = default;

std::string_view to_string(JournalState state) noexcept {
  switch (state) {
    case JournalState::begun: return "begun";
    case JournalState::leaving: return "leaving";
    case JournalState::submitted: return "submitted";
    case JournalState::done: return "done";
    case JournalState::uncertain: return "uncertain";
    case JournalState::freed: return "freed";
  }
  return "unknown";
}

}  // namespace segmind
