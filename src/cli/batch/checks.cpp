#include "cli/batch/checks.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include "cli/files/output_place.hpp"
#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {
namespace {

/// How a problem with a line begins.
std::string about(const Wanted& wanted) { return wanted.line + "output \"" + wanted.output + "\": "; }

/// Lines whose request is not the one that was sent for their output.
void find_changes(const Manifest& manifest, const Known& known, std::vector<std::string>& problems) {
  for (const Wanted& wanted : manifest.clips) {
    const segmind::JournalEntry* entry = known.find(wanted.key);
    if (entry == nullptr || entry->digest == wanted.fingerprint) continue;
    if (entry->state == segmind::JournalState::freed) continue;  // a correction, perhaps
    problems.push_back(about(wanted) +
                       "its request has changed since it was sent, and may be paid; put the line back as it was, or "
                       "give the new one another output");
  }
}

/// Whether the file that is there may be the clip of an earlier run.
bool may_be_ours(const segmind::JournalEntry* entry) { return entry != nullptr && !is_unsent(*entry); }

/// The journal and what its engine keeps beside it.
std::vector<std::string> own_files(const BatchArguments& arguments) {
  std::vector<std::string> files{arguments.manifest};
  if (!arguments.journal->is_file()) return files;
  for (const char* const ending : {"", "-wal", "-shm"}) files.push_back(arguments.journal->where + ending);
  return files;
}

/// Outputs that would replace the batch's own files, or files that this batch did not make.
void find_files_in_the_way(const Manifest& manifest, const BatchArguments& arguments, const FilesBefore& before,
                           const Known& known, std::vector<std::string>& problems) {
  namespace fs = std::filesystem;
  std::error_code none;
  const std::vector<std::string> own = own_files(arguments);
  for (const Wanted& wanted : manifest.clips) {
    const auto leads_there = [&](const std::string& path) {
      return wanted.place == place_of(path) || fs::equivalent(fs::u8path(wanted.output), fs::u8path(path), none);
    };
    if (std::any_of(own.begin(), own.end(), leads_there)) {
      problems.push_back(about(wanted) + "is this batch's own file; name another");
    } else if (before.outputs.count(wanted.place) > 0 && !may_be_ours(known.find(wanted.key)) &&
               !arguments.recover_since) {  // which looks where it may come from
      problems.push_back(about(wanted) +
                         "is there already, and not from this batch; move it away, or name another output");
    }
  }
}

/// Requests that were sent for an output that the manifest no longer names: a new output would pay for them again.
void find_renamed(const Manifest& manifest, const Known& known, std::vector<std::string>& problems) {
  std::set<std::string> named;
  for (const Wanted& wanted : manifest.clips) named.insert(wanted.key);
  std::map<std::string, std::string> gone;  // key, by the request
  for (const auto& [key, entry] : known.by_key) {
    if (!is_unsent(entry) && named.count(key) == 0) gone[entry.digest] = key;
  }
  for (const Wanted& wanted : manifest.clips) {
    const auto same = gone.find(wanted.fingerprint);
    const segmind::JournalEntry* entry = known.find(wanted.key);
    if (same == gone.end() || (entry != nullptr && !is_unsent(*entry))) continue;
    problems.push_back(about(wanted) + "the same request was sent for \"" + same->second +
                       "\", and would be paid for again; keep that output, or change the request or its seed");
  }
}

void find_another_service(const BatchArguments& arguments, const Known& known, const std::string& service,
                          std::vector<std::string>& problems) {
  if (known.other_service.empty()) return;
  problems.push_back("The journal has the project \"" + arguments.project + "\" for " + known.other_service +
                     " and not for " + service +
                     "; its clips are paid for there: go on with that --base-url or key. With another --project every "
                     "missing clip is made and paid for anew");
}

/// The .part files of clips that are on their way, or were when a program died, by folder.
class PartFiles {
 public:
  /// The first one that belongs to this output; empty: none.
  std::string of(const std::string& output) {
    namespace fs = std::filesystem;
    const fs::path path = fs::absolute(fs::u8path(output));
    const std::string begin = path.filename().u8string() + '.';
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
      const std::string name = entry.path().filename().u8string();
      if (entry.path().extension() == ".part" && name.find(".trial-") == std::string::npos)
        known->second.push_back(name);
    }
    return known->second;
  }

  std::map<std::filesystem::path, std::vector<std::string>> by_folder_;
};

/// Requests whose clips no line of the manifest names any more: they would not be fetched.
void find_orphans(const BatchRun& run, const Known& known, std::vector<std::string>& oddities) {
  std::set<std::string> named;
  for (const Clip& clip : run.clips()) named.insert(clip.wanted.key);
  for (const auto& [key, entry] : known.by_key) {
    if (named.count(key) > 0) continue;
    if (entry.state == segmind::JournalState::submitted) {
      oddities.push_back(key + ": was submitted as job " + id_of(entry) +
                         ", but no line asks for it any more. To fetch it, put its line back within 7 days.");
    } else if (is_in_doubt(entry)) {
      oddities.push_back(key +
                         ": may have been sent, but no line asks for it any more. To have it looked for in the "
                         "service's records, put its line back.");
    }
  }
}

/// Clips whose file has another size than the clip had.
void find_altered(const BatchRun& run, std::vector<std::string>& oddities) {
  for (const Clip& clip : run.clips()) {
    if (clip.stage != Clip::Stage::was_there || !clip.size) continue;
    std::error_code none;
    const std::uintmax_t size = std::filesystem::file_size(std::filesystem::u8path(clip.wanted.output), none);
    if (size == *clip.size) continue;
    oddities.push_back(clip.wanted.output + ": has " + std::to_string(size) + " bytes, and had " +
                       std::to_string(*clip.size) +
                       " when it was made. It counts as done; move it away to have the clip fetched again.");
  }
}

void find_clips_of_others(const BatchRun& run, std::vector<std::string>& oddities) {
  const auto is_elsewhere = [](const Clip& clip) { return clip.stage == Clip::Stage::elsewhere; };
  const auto count = std::count_if(run.clips().begin(), run.clips().end(), is_elsewhere);
  if (count == 0) return;
  oddities.push_back(std::to_string(count) + (count == 1 ? " line is" : " lines are") +
                     " under way in another process, or were until half a minute ago, and waited for.");
}

}  // namespace

FilesBefore look_at_files(const Manifest& manifest) {
  FilesBefore before;
  PartFiles parts;
  for (const Wanted& wanted : manifest.clips) {
    std::error_code none;
    if (std::filesystem::exists(std::filesystem::u8path(wanted.output), none)) before.outputs.insert(wanted.place);
    if (const std::string part = parts.of(wanted.output); !part.empty()) before.part_of[wanted.place] = part;
  }
  return before;
}

void find_problems(const Manifest& manifest, const BatchArguments& arguments, const FilesBefore& before,
                   const Known& known, const std::string& service, std::vector<std::string>& problems) {
  find_another_service(arguments, known, service, problems);
  find_changes(manifest, known, problems);
  find_files_in_the_way(manifest, arguments, before, known, problems);
  find_renamed(manifest, known, problems);
}

void find_clips_on_their_way(const Manifest& manifest, const FilesBefore& before, const Known& known,
                             std::vector<std::string>& problems) {
  for (const Wanted& wanted : manifest.clips) {
    const auto part = before.part_of.find(wanted.place);
    if (known.find(wanted.key) != nullptr || part == before.part_of.end()) continue;
    problems.push_back(about(wanted) + part->second +
                       " lies beside it: another run makes that clip, or began to. Give that run's --journal and "
                       "--project; if you remove the file, the clip is made and paid for anew");
  }
}

std::vector<std::string> oddities(const BatchRun& run, const Known& known) {
  std::vector<std::string> found;
  find_orphans(run, known, found);
  find_altered(run, found);
  find_clips_of_others(run, found);
  return found;
}

}  // namespace segmind::cli
