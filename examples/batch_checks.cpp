#include "batch_checks.hpp"

#include <filesystem>
#include <map>
#include <set>

#include "output_place.hpp"

namespace {

/// A line whose request is not the one that was sent for its output.
void find_changes(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems) {
  for (const Wanted& wanted : manifest.clips) {
    const Record* known = state.find(wanted.place);
    if (known == nullptr || known->fingerprint == wanted.fingerprint) continue;
    if (known->stage == Record::Stage::failed) continue;  // corrected, it may be
    problems.push_back("output \"" + wanted.output +
                       "\": its request has changed since it was sent; give the new one another output");
  }
}

/// Whether the file that is there may be the clip of an earlier run.
bool may_be_ours(const Record* known, const BatchArguments& arguments) {
  if (known == nullptr || known->stage == Record::Stage::failed) return false;
  return known->stage == Record::Stage::finished || known->stage == Record::Stage::submitted ||
         !arguments.resubmit_uncertain;
}

/// Outputs that would take the place of something that this batch did not make: its own files, or anybody else's.
void find_files_in_the_way(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                           std::vector<std::string>& problems) {
  namespace fs = std::filesystem;
  std::error_code none;
  const auto leads_to = [&none](const Wanted& wanted, const std::string& path) {
    return wanted.place == place_of(path) || fs::equivalent(fs::u8path(wanted.output), fs::u8path(path), none);
  };
  for (const Wanted& wanted : manifest.clips) {
    if (leads_to(wanted, arguments.manifest) || leads_to(wanted, arguments.state)) {
      problems.push_back("output \"" + wanted.output + "\": is this batch's own file; name another");
    } else if (fs::exists(fs::u8path(wanted.output), none) && !may_be_ours(state.find(wanted.place), arguments)) {
      problems.push_back("output \"" + wanted.output +
                         "\": is there already, and not from this batch; move it away, or name another output");
    }
  }
}

/// Requests that were sent for an output which the manifest no longer names, and would be paid for again under another.
void find_renamed(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems) {
  std::set<std::string> named;
  for (const Wanted& wanted : manifest.clips) named.insert(wanted.place);
  std::map<std::string, const Record*> gone;  // by fingerprint
  for (const auto& [place, record] : state.records()) {
    if (record.stage != Record::Stage::failed && named.count(place) == 0) gone[record.fingerprint] = &record;
  }
  for (const Wanted& wanted : manifest.clips) {
    const auto same = gone.find(wanted.fingerprint);
    if (same == gone.end() || state.find(wanted.place) != nullptr) continue;
    problems.push_back("output \"" + wanted.output + "\": the same request was sent for \"" + same->second->output +
                       "\", and would be paid for again; keep that output, or change the request, its seed for one");
  }
}

/// Jobs of clips that no line of the manifest names any more: nobody fetches them.
void find_orphans(const BatchRun& run, const StateFile& state, std::vector<std::string>& oddities) {
  std::set<std::string> named;
  for (const Clip& clip : run.clips()) named.insert(clip.wanted.place);
  for (const auto& [place, record] : state.records()) {
    if (record.stage != Record::Stage::submitted || named.count(place) > 0) continue;
    oddities.push_back(record.output + ": was submitted as job " + record.id +
                       ", and no line asks for it any more. Put its line back within an hour of then to fetch it.");
  }
}

/// Clips that are no longer what was made: whoever counts on them should know.
void find_altered(const BatchRun& run, std::vector<std::string>& oddities) {
  for (const Clip& clip : run.clips()) {
    if (clip.stage != Clip::Stage::was_there || !clip.record.size) continue;
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(std::filesystem::u8path(clip.wanted.output), none);
    if (size == *clip.record.size) continue;
    oddities.push_back(clip.wanted.output + ": is not as it was made, " + std::to_string(*clip.record.size) +
                       " bytes then, " + std::to_string(size) +
                       " now. Counted as there; move it away to have the clip fetched again.");
  }
}

}  // namespace

void find_problems(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                   std::vector<std::string>& problems) {
  find_changes(manifest, state, problems);
  find_files_in_the_way(manifest, arguments, state, problems);
  find_renamed(manifest, state, problems);
}

std::vector<std::string> oddities(const BatchRun& run, const StateFile& state) {
  std::vector<std::string> found;
  find_orphans(run, state, found);
  find_altered(run, found);
  return found;
}
