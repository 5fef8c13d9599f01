#pragma once

#include <cstddef>
#include <string>

namespace segmind::os {

/// Why this process cannot open `needed` more files or sockets, in words for the user; empty when it can. Call after a
/// failure: libcurl reports a lack of descriptors only as a failed connection, name or certificate.
std::string shortage_of_descriptors(std::size_t needed);

/// How many descriptors this process may have. It may have more, opened before its limit was lowered.
std::size_t most_descriptors() noexcept;

}  // namespace segmind::os
