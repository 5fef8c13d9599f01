#include "cli/batch/checks.hpp"

#include <filesystem>
#include <map>
#include <set>

#include "cli/files/output_place.hpp"

namespace segmind::cli {
namespace {

/// How a problem with a line begins.
std::string about(const Wanted& wanted) { return wanted.line + "output \"" + wanted.output + "\": "; }

/// Lines whose request is not the one that was sent for their output.
void find_changes(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems) {
  for (const Wanted& wanted : manifest.clips) {
    const Record* known = state.find(wanted.place);
    if (known == nullptr || known->fingerprint == wanted.fingerprint) continue;
    if (known->stage == Record::Stage::failed) continue;  // a correction, perhaps
    problems.push_back(about(wanted) + "its request has changed since it was sent; give the new one another output");
  }
}

/// Whether the file that is there may be the clip of an earlier run.
bool may_be_ours(const Record* known, const BatchArguments& arguments) {
  if (known == nullptr || known->stage == Record::Stage::failed) return false;
  return known->stage == Record::Stage::finished || known->stage == Record::Stage::submitted ||
         !arguments.resubmit_uncertain;
}

/// Outputs that would replace the batch's own files, or files that this batch did not make.
void find_files_in_the_way(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                           std::vector<std::string>& problems) {
  namespace fs = std::filesystem;
  std::error_code none;
  const auto leads_to = [&none](const Wanted& wanted, const std::string& path) {
    return wanted.place == place_of(path) || fs::equivalent(fs::u8path(wanted.output), fs::u8path(path), none);
  };
  for (const Wanted& wanted : manifest.clips) {
    if (leads_to(wanted, arguments.manifest) || leads_to(wanted, arguments.state)) {
      problems.push_back(about(wanted) + "is this batch's own file; name another");
    } else if (fs::exists(fs::u8path(wanted.output), none) && !may_be_ours(state.find(wanted.place), arguments)) {
      problems.push_back(about(wanted) +
                         "is there already, and not from this batch; move it away, or name another output");
    }
  }
}

/// Requests that were sent for an output that the manifest no longer names: a new output would pay for them again.
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
    problems.push_back(about(wanted) + "the same request was sent for \"" + same->second->output +
                       "\", and would be paid for again; keep that output, or change the request or its seed");
  }
}

/// The .part files of clips that are on their way, or were when a program died, by folder.
class PartFiles {
 public:
  /// The first one that belongs to this output; empty: none.
  std::string of(const std::string& output) {
    namespace fs = std::filesystem;
    const fs::path path = fs::absolute(fs::u8path(output));
    const std::string begin = path.filename().string() + '.';
    for (const std::string& name : in(path.parent_path())) {
      if (name.size() > begin.size() && name.compare(0, begin.size(), begin) == 0) return name;
    }
    return "";
  }

 private:
  const std::vector<std::string>& in(const std::filesystem::path& folder) {
    const auto [known, is_new] = by_folder_.try_emplace(folder);
    if (!is_new) return known->second;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
      const std::string name = entry.path().filename().string();
      if (entry.path().extension() == ".part" && name.find(".trial-") == std::string::npos)
        known->second.push_back(name);
    }
    return known->second;
  }

  std::map<std::filesystem::path, std::vector<std::string>> by_folder_;
};

/// Jobs whose clips no line of the manifest names any more: they would not be fetched.
void find_orphans(const BatchRun& run, const StateFile& state, std::vector<std::string>& oddities) {
  std::set<std::string> named;
  for (const Clip& clip : run.clips()) named.insert(clip.wanted.place);
  for (const auto& [place, record] : state.records()) {
    if (record.stage != Record::Stage::submitted || named.count(place) > 0) continue;
    oddities.push_back(record.output + ": was submitted as job " + record.id +
                       ", but no line asks for it any more. To fetch it, put its line back within an hour of its "
                       "submission.");
  }
}

/// Clips whose file has another size than the clip had.
void find_altered(const BatchRun& run, std::vector<std::string>& oddities) {
  for (const Clip& clip : run.clips()) {
    if (clip.stage != Clip::Stage::was_there || !clip.record.size) continue;
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(std::filesystem::u8path(clip.wanted.output), none);
    if (size == *clip.record.size) continue;
    oddities.push_back(clip.wanted.output + ": has " + std::to_string(size) + " bytes, and had " +
                       std::to_string(*clip.record.size) +
                       " when it was made. It counts as done; move it away to have the clip fetched again.");
  }
}

}  // namespace

void find_problems(const Manifest& manifest, const BatchArguments& arguments, const StateFile& state,
                   std::vector<std::string>& problems) {
  find_changes(manifest, state, problems);
  find_files_in_the_way(manifest, arguments, state, problems);
  find_renamed(manifest, state, problems);
}

void find_clips_on_their_way(const Manifest& manifest, const StateFile& state, std::vector<std::string>& problems) {
  PartFiles parts;
  for (const Wanted& wanted : manifest.clips) {
    if (state.find(wanted.place) != nullptr) continue;
    const std::string part = parts.of(wanted.output);
    if (part.empty()) continue;
    problems.push_back(about(wanted) + part +
                       " lies beside it: another run makes that clip, or began to. Give that run's --state; if you "
                       "remove the file, the clip is made and paid for anew");
  }
}

std::vector<std::string> oddities(const BatchRun& run, const StateFile& state) {
  std::vector<std::string> found;
  find_orphans(run, state, found);
  find_altered(run, found);
  return found;
}

}  // namespace segmind::cli
