#pragma once

#include "net/curl.hpp"
#include "net/exchange.hpp"

namespace segmind::net {

/// Fills in how an exchange ended: ending, reached and problem. `reached` is set already. `own_ending` is why the
/// library stopped libcurl, Ending::complete when it did not; `words` are libcurl's and may be empty. Without memory
/// the outcome has no words.
void judge(Outcome& outcome, CURLcode code, Ending own_ending, const char* words) noexcept;

}  // namespace segmind::net
