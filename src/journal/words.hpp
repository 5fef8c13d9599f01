#pragma once

#include <string_view>

#include "segmind/journal.hpp"

namespace segmind::journal {

/// Reads what to_string() wrote. The word of a newer version counts as the state that never pays again.
inline JournalState state_of(std::string_view word) noexcept {
  for (const JournalState state :
       {JournalState::begun, JournalState::leaving, JournalState::submitted, JournalState::done, JournalState::freed}) {
    if (to_string(state) == word) return state;
  }
  return JournalState::uncertain;
}

inline Charge charge_of(std::string_view word) noexcept {
  if (word == to_string(Charge::none)) return Charge::none;
  return word == to_string(Charge::charged) ? Charge::charged : Charge::possible;
}

}  // namespace segmind::journal
