#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "matrix/cell.hpp"
#include "matrix/stand.hpp"

namespace segmind::matrix {

/// What was found out about one cell. Everything but `succeeded` and `untouched` counts promises that were broken.
struct Verdict {
  bool succeeded = false;
  bool untouched = false;  ///< The fault never happened.
  int paid_again = 0;      ///< Requests that pay, or charges, beyond what the policy allows.
  bool understated = false;
  bool overstated = false;
  bool lost = false;
  bool gave_up = false;  ///< One broken connection ended a call that should have asked again.
  bool overdue = false;
  bool wrong = false;
  std::vector<std::string> notes;

  bool is_red() const noexcept {
    return paid_again > 0 || understated || overstated || lost || gave_up || overdue || wrong;
  }
};

/// Runs one cell, on a machine that may be so many times slower than an idle one.
Verdict try_cell(Stand& stand, const Cell& cell, int slowness);

}  // namespace segmind::matrix
