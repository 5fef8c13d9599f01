#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/batch/manifest/fields.hpp"

namespace segmind::cli {

/// One of the clips that a line asks for.
struct LineTake {
  segmind::Wan27R2VRequest::Builder builder;
  std::string output;
  std::string key;  ///< See Wanted::key.
};

/// What is wrong with the takes of a line whose fields are all right; empty: nothing.
std::string problem_with_takes(const Draft& draft);

/// The line's takes, where nothing is wrong with them: one of that request, or several with other seeds and numbered names.
/// A seed that the line gives is that of the first take and counts up from there, so that each take can be made again;
/// without one each is random.
std::vector<LineTake> takes_of(const Draft& draft);

}  // namespace segmind::cli
