#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "matrix/trial.hpp"

namespace segmind::matrix {

/// Sums up the verdicts by row. Thread-safe.
class Table {
 public:
  void add(const Cell& cell, const Verdict& verdict);

  /// Prints a Markdown table with a total, then the first red cells by name.
  void print(std::ostream& out) const;

  std::size_t cells() const;
  bool is_red() const;

 private:
  struct Row {
    std::size_t cells = 0, succeeded = 0, untouched = 0;
    int paid_again = 0;
    std::size_t understated = 0, overstated = 0, lost = 0, gave_up = 0, overdue = 0, wrong = 0, red = 0;
    std::size_t sure_faults = 0, sure_untouched = 0;  ///< Faults that happen whatever the timing.

    void operator+=(const Row& other);
    bool proves_nothing() const noexcept;
  };
  using Key = std::tuple<Transport, Step, Connection, Kind>;

  Row total() const;

  mutable std::mutex mutex_;
  std::map<Key, std::pair<std::string, Row>> rows_;
  std::vector<std::string> red_cells_;
};

}  // namespace segmind::matrix
