#pragma once

#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

// What a failed call means for the batch.

/// Whether every other request would be refused for the same reason.
bool concerns_all(segmind::ErrorKind kind);

/// Whether the failure cost nothing and may pass.
bool is_passing(const segmind::Error& error);

/// Whether the journal has another request under the key.
bool is_another_request(const segmind::Error& error);

/// Why it failed, in one line.
std::string reason_of(const segmind::Error& error);

/// The same for a job, with the clip's address where it is known.
std::string outcome_of(const segmind::Error& error);

}  // namespace segmind::cli
