#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <ostream>
#include <tuple>
#include <vector>

#include "matrix/trial.hpp"

namespace segmind::matrix {

/// What a cell shows, from the best to the worst.
enum class Shown { nothing, missed, arrived, free_error, doubtful_error, paid_error, broken_promise };

/// Draws the verdicts as an SVG: a band for each exchange, and across it the bytes at which it broke, or the statuses
/// that answered it. Where cells share a place, the worst is shown. Thread-safe.
class HeatMap {
 public:
  void add(const Cell& cell, const Verdict& verdict);
  void draw(std::ostream& svg) const;

  /// A band's lines, one below the other. Of bytes: a fresh, then a reused connection, each cut, reset and silent. Of
  /// answers: each transport, on a fresh and on a reused connection.
  static constexpr std::size_t lines = 6;
  using Line = std::vector<Shown>;
  using Band = std::array<Line, lines>;
  using Key = std::tuple<Step, Kind, Transport>;  // of answers, always Transport::plain
  using Bands = std::map<Key, Band>;
  using Counts = std::array<std::size_t, static_cast<std::size_t>(Shown::broken_promise) + 1>;

 private:
  void add_bytes(const Cell& cell, Shown shown);
  void add_answer(const Cell& cell, Shown shown);

  mutable std::mutex mutex_;
  Bands bytes_;
  Bands answers_;
  Counts counts_{};
};

}  // namespace segmind::matrix
