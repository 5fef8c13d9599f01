#pragma once

#include <cstdint>
#include <vector>

#include "matrix/stand.hpp"

namespace segmind::matrix {

/// What an undisturbed exchange looks like in one direction, counted from where its connection was before the call.
struct Span {
  std::uint64_t begin = 0;  ///< More than 0 where another exchange comes first on the same connection.
  std::uint64_t end = 0;
  std::uint64_t head_end = 0;  ///< In plain HTTP/1.1, where the head can be told from the body; else 0.
};

struct Exchange {
  Span request;
  Span answer;
};

/// Makes the step's call once, with nothing in the way, and counts.
Exchange measure(Stand& stand, const Cell& cell);

/// Where to break a direction: every byte of the head and a sample of the body; or, where the bytes are TLS, `samples`
/// of them spread evenly, the ends among them.
std::vector<std::uint64_t> offsets_in(const Span& span, std::uint64_t samples);

}  // namespace segmind::matrix
