#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

// Local files that a request refers to. Paths are UTF-8.

/// Whether a reference is a file on this machine and no address.
bool is_local_file(const std::string& reference);

/// A sentence for everything that keeps the file from being uploaded for that use.
std::vector<std::string> problems_with_file(const std::string& path, segmind::ReferenceKind used_as);

/// Advice about a file that is larger than resellers of the model take; else empty. The service documents no limit.
std::string advice_on_size(const std::string& path, segmind::ReferenceKind used_as);

/// The extension with its dot; empty where an address would have to escape it.
std::string extension_of(const std::string& path);

}  // namespace segmind::cli
