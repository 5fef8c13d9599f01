#pragma once

#include <string_view>

/// Where a host leads, judged by its text. No name is looked up, so a public name may still resolve to a private
/// address. A host is a name, a dotted IPv4 address, or an IPv6 address without brackets.
namespace segmind::web {

/// Why the host cannot be reached from outside, in words that follow "which is": "an address of this machine". Empty
/// for a host that may be public. Ignores case and a trailing dot.
std::string_view why_not_public(std::string_view host);

/// Whether a connection to the host certainly stays on this machine: 127.0.0.0/8, ::1, and "localhost", which libcurl
/// resolves itself. The host must be in lower case.
bool is_this_machine(std::string_view host);

/// Whether a connection to the host may end on this machine: the hosts above in any spelling, names below localhost,
/// 0.0.0.0/8, ::, and these IPv4 addresses mapped into IPv6.
bool may_be_this_machine(std::string_view host);

}  // namespace segmind::web
