#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/generate/arguments.hpp"

namespace segmind::cli {

/// A sentence for each local file that cannot be uploaded for its flag, or that the clip would replace.
std::vector<std::string> unusable_files(GenerateArguments arguments);

/// Advice about local files: "(--image "hero.png"): The file has ...".
std::vector<std::string> advice_on_files(GenerateArguments arguments);

/// The arguments as they will be once every local file has an address: to check a request before anything is sent. The
/// addresses stand for what the files hold.
GenerateArguments with_placeholders(GenerateArguments arguments);

bool has_local_files(GenerateArguments arguments);

/// Uploads the references that are local files, in one request, and replaces them by their addresses. Returns how many
/// there were.
segmind::Result<int> upload_local_files(segmind::Client& client, GenerateArguments& arguments,
                                        const segmind::CallOptions& options);

}  // namespace segmind::cli
