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

/// The line's takes: one of that request, or several with other seeds and numbered names. A seed that the line gives is
/// that of the first take and counts up from there, so that each take can be made again; without one each is random.
std::vector<LineTake> takes_of(const Draft& draft);

}  // namespace segmind::cli
