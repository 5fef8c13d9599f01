#pragma once

#include <cstddef>
#include <string>

namespace segmind::os {

/// Why this process cannot open so many files or sockets more, in words for its user; empty where it can. Whoever
/// needed one and failed asks: libcurl says of it no more than that the connection, the name or the certificate failed.
std::string shortage_of_descriptors(std::size_t needed);

}  // namespace segmind::os
