#pragma once

#include "net/curl.hpp"
#include "net/exchange.hpp"

namespace segmind::net {

/// Sets `ending` and `problem`, and `reached` of a whole answer, from curl's result; `reached` must be set before.
/// `own_ending` is why a callback of ours stopped curl, or Ending::complete. `words` is curl's error text, perhaps "".
/// Out of memory: `problem` stays empty.
void judge(Outcome& outcome, CURLcode code, Ending own_ending, const char* words) noexcept;

}  // namespace segmind::net
