#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "matrix/cell.hpp"

namespace segmind::matrix {

/// Selects cells.
struct Selection {
  std::vector<std::string> words;  ///< All must occur in the cell's name, as the table spells it.
  std::size_t most_per_row = SIZE_MAX;
  std::uint64_t wire_samples = 40;  ///< Number of offsets in each direction when the bytes are encrypted.
  std::uint64_t seed = 1;
};

/// The selected cells of a transport, shuffled so that slow and fast cells mix. Measures the transport's exchanges.
std::vector<Cell> plan(Transport transport, const Selection& selection);

}  // namespace segmind::matrix
