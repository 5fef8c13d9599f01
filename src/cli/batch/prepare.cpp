#include "cli/batch/prepare.hpp"

#include <utility>

#include "cli/batch/checks.hpp"
#include "cli/files/output_place.hpp"
#include "cli/journal/place.hpp"

namespace segmind::cli {
namespace {

/// What keeps the journal from being used; empty where it is open.
std::string open(Opened& opened, const Manifest& manifest, const BatchArguments& arguments, const Service& service) {
  const auto problem_of = [&](const segmind::Error& error) { return in_terms_of_flags(error, *arguments.journal); };
  auto journal = open_journal(*arguments.journal);
  if (!journal) return problem_of(journal.error());
  opened.journal = std::make_shared<KeyedJournal>(std::move(*journal));
  auto known = read_known(*opened.journal, {service.options.base_url, arguments.project}, service.is_sandbox());
  if (!known) return problem_of(known.error());
  opened.known = std::move(*known);
  for (const Wanted& wanted : manifest.clips) {
    opened.journal->set_digest(wanted.key, wanted.fingerprint);
    if (service.is_sandbox() && !is_there(wanted.output)) opened.known.by_key.erase(wanted.key);
  }
  return "";
}

}  // namespace

Opened prepare(const Manifest& manifest, const BatchArguments& arguments, const Service& service,
               std::vector<std::string>& problems) {
  Opened opened;
  const FilesBefore before = look_at_files(manifest);
  const auto compare = [&] {
    find_problems(manifest, arguments, before, opened.known, service.options.base_url, problems);
    if (!service.is_sandbox()) find_clips_on_their_way(manifest, before, opened.known, problems);
  };
  const auto open_it = [&] {
    if (std::string problem = open(opened, manifest, arguments, service); !problem.empty()) problems.push_back(problem);
  };
  const bool was_there = arguments.journal->is_file() ? is_there(*arguments.journal) : problems.empty();
  if (was_there) open_it();
  if (opened.journal || !was_there) compare();
  if (problems.empty() && !opened.journal) open_it();
  return opened;
}

}  // namespace segmind::cli
