#pragma once

#include <cstdint>
#include <vector>

#include "matrix/stand.hpp"

namespace segmind::matrix {

/// The bytes of an exchange without faults in one direction. Offsets count from the connection's position before the
/// call.
struct Span {
  std::uint64_t begin = 0;  ///< Above 0 when another exchange comes first on the same connection.
  std::uint64_t end = 0;
  std::uint64_t head_end = 0;  ///< The head's size in plain HTTP/1.1; 0 for encrypted bytes.
};

struct Exchange {
  Span request;
  Span answer;
};

/// Measures the step's exchange in a call without faults.
Exchange measure(Stand& stand, const Cell& cell);

/// Where to break a direction: every byte of the head and some of the body; for encrypted bytes, `samples` offsets
/// spread evenly, and the last two.
std::vector<std::uint64_t> offsets_in(const Span& span, std::uint64_t samples);

}  // namespace segmind::matrix
