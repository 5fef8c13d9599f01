#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

// Local files that a request refers to. Paths are UTF-8.

/// Whether a reference is a file on this machine and no address.
bool is_local_file(const std::string& reference);

/// Everything that keeps the file from being uploaded for that use, a sentence each. Its content decides what it is.
std::vector<std::string> problems_with_file(const std::string& path, segmind::ReferenceKind used_as);

/// Says so where the file is larger than resellers of the model take; else empty. The service itself documents no
/// limit.
std::string advice_on_size(const std::string& path, segmind::ReferenceKind used_as);

/// Of a file's name, with its dot, as far as it can stand in an address as it is.
std::string extension_of(const std::string& path);

}  // namespace segmind::cli
