#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/generate/arguments.hpp"

namespace segmind::cli {

/// Each local file that cannot be uploaded for what its flag uses it as, or that the clip would take the place of, as a
/// sentence.
std::vector<std::string> unusable_files(GenerateArguments arguments);

/// What about the local files may be regretted: "(--image "hero.png"): It has ...".
std::vector<std::string> advice_on_files(GenerateArguments arguments);

/// The arguments as they will be once every local file has an address: to check a request before anything is sent. A
/// file that is given twice has one address.
GenerateArguments with_placeholders(GenerateArguments arguments);

/// Uploads the references that are local files, in one request, and puts their addresses in their places. Says how many
/// it has uploaded.
segmind::Result<int> upload_local_files(segmind::Client& client, GenerateArguments& arguments,
                                        const segmind::CallOptions& options);

}  // namespace segmind::cli
