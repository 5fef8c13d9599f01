#pragma once

#include <segmind/segmind.hpp>

#include "cli/generate/arguments.hpp"

namespace segmind::cli {

/// The request that the flags describe. In a sandbox it has a prompt of its own where none is given.
segmind::Result<segmind::Wan27R2VRequest> make_request(const GenerateArguments& arguments, bool is_sandbox);

}  // namespace segmind::cli
