#pragma once

#include <string_view>

/// What the text of a host tells about where it leads. Nothing is looked up: a public name may still lead to a private
/// address. A host is a name, an IPv4 address in its dotted form, or an IPv6 address without brackets.
namespace segmind::web {

/// Why nobody outside can reach the host, as words that follow "which is": "an address of this machine". Empty for a
/// host that may be public. Upper and lower case, and a final dot, make no difference.
std::string_view why_not_public(std::string_view host);

/// Whether a connection to the host certainly stays on this machine: 127.0.0.0/8, ::1, and "localhost", which libcurl
/// resolves by itself. The host must be in lower case.
bool is_this_machine(std::string_view host);

/// Whether a connection to the host may end on this machine: the hosts above however they are written, names below
/// localhost, 0.0.0.0/8, ::, and these IPv4 addresses within IPv6 ones.
bool may_be_this_machine(std::string_view host);

}  // namespace segmind::web
