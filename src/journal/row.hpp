#pragma once

#include <chrono>
#include <cstdint>

#include "segmind/journal.hpp"
#include "text/money.hpp"

namespace segmind::journal {

using TimePoint = std::chrono::system_clock::time_point;
using text::dollars_of;
using text::Money;
using text::money_of;

/// Names one call of a Journal's function. A change whose commit may have failed is made again with the same mark.
using Mark = std::int64_t;

/// An entry as it is stored.
struct Row {
  JournalEntry entry;
  Mark begun_by = 0;  ///< The begin() or begin_again() that made the present epoch.
  Mark left_by = 0;   ///< The leaving() that was answered last.
};

}  // namespace segmind::journal
