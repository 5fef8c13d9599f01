#pragma once

#include <string_view>

namespace segmind::web {

/// Why nobody outside can reach a host, as words that follow "which is": "a loopback address". Empty for a host that
/// may be public: nothing is looked up, so a public name that leads to a private address is not noticed.
///
/// The host is a name, an IPv4 address in its dotted form or an IPv6 address without brackets; upper and lower case,
/// and a final dot, make no difference.
std::string_view why_not_public(std::string_view host);

}  // namespace segmind::web
