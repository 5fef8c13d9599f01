#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "matrix/cell.hpp"
#include "matrix/stand.hpp"

namespace segmind::matrix {

/// The verdict on one cell. All members but `succeeded`, `untouched` and `told` are broken promises.
struct Verdict {
  bool succeeded = false;
  bool untouched = false;  ///< The fault never happened.
  int paid_again = 0;      ///< Paid requests or charges beyond those allowed.
  bool understated = false;
  bool overstated = false;
  bool lost = false;
  bool gave_up = false;  ///< A single broken connection ended a call that should have retried.
  bool overdue = false;
  bool wrong = false;
  Charge told = Charge::none;  ///< What the call's error says that it cost.
  std::vector<std::string> notes;

  bool is_red() const noexcept {
    return paid_again > 0 || understated || overstated || lost || gave_up || overdue || wrong;
  }
};

/// Runs one cell. `slowness` multiplies its time limits.
Verdict try_cell(Stand& stand, const Cell& cell, int slowness);

}  // namespace segmind::matrix
