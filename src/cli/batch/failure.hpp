#pragma once

#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

// What a failed call means for the batch.

/// Every other request would be refused for the same reason.
bool concerns_all(segmind::ErrorKind kind);

/// Waiting may help, and costs nothing.
bool is_passing(const segmind::Error& error);

/// The first that a reader should know of it.
std::string reason_of(const segmind::Error& error);

/// What came for a job, or does not come, and where the clip is all the same.
std::string outcome_of(const segmind::Error& error);

}  // namespace segmind::cli
