#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "matrix/cell.hpp"

namespace segmind::matrix {

/// Which of all cells are tried.
struct Selection {
  std::vector<std::string> words;  ///< Each must be in the cell's name, as the table spells it.
  std::size_t most_per_row = SIZE_MAX;
  std::uint64_t wire_samples = 40;  ///< Offsets in each direction of what cannot be told apart by head and body.
  std::uint64_t seed = 1;
};

/// The cells of a transport, in an order that mixes those that wait with those that do not. Measures its exchanges.
std::vector<Cell> plan(Transport transport, const Selection& selection);

}  // namespace segmind::matrix
