#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/batch/arguments.hpp"
#include "cli/batch/known.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/journal/keyed_journal.hpp"
#include "cli/service.hpp"

namespace segmind::cli {

/// The journal and what it knows.
struct Opened {
  std::shared_ptr<KeyedJournal> journal;
  Known known;
};

/// Opens the journal and compares it with the manifest and the files. Makes no journal where there is a problem.
Opened prepare(const Manifest& manifest, const BatchArguments& arguments, const Service& service,
               std::vector<std::string>& problems);

}  // namespace segmind::cli
