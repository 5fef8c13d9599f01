#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "matrix/crash_figures.hpp"
#include "matrix/records.hpp"
#include "segmind/journal.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::matrix {

/// One clip that is wanted. Every two have equal requests, so that the journal alone tells their records apart.
struct Wanted {
  std::string key, way, prompt;
  std::filesystem::path folder;

  bool is_v1() const { return way.compare(0, 2, "v1") == 0; }
  std::filesystem::path clip() const { return folder / "clip.mp4"; }
  std::string line() const { return key + '\t' + way + '\t' + clip().string() + '\t' + prompt + '\n'; }
};

/// A service with records of one kind, and a journal of what is wanted there.
class World {
 public:
  /// `journal` opens it anew: the judge's own view of it.
  World(Records records, std::filesystem::path folder, std::string journal_name,
        std::function<std::shared_ptr<Journal>()> open_journal);

  /// Makes its folder, with a manifest of this one line.
  Wanted want(std::size_t number) const;

  const std::string& base_url() const noexcept { return server_.base_url(); }
  const std::string& journal() const noexcept { return journal_name_; }
  const std::string& clip() const noexcept { return clip_; }
  std::string row_of(const Wanted& wanted) const { return (wanted.is_v1() ? "v1, " : "queue, ") + records_.name; }

  /// With permission, too, nothing is sent again while a row is there that may be its, such as another program's.
  bool may_stay_uncertain(bool permission) const noexcept { return !permission || records_.options.twins > 0; }

  std::optional<JournalState> state(const Wanted& wanted) const;
  /// Nothing under the clip's name, or the whole clip.
  bool has_no_half_file(const Wanted& wanted) const;
  bool has_whole_part(const Wanted& wanted) const;

  /// Compares payments, clips and the journal once all programs have ended.
  void judge(const std::vector<Wanted>& all, bool permission, CrashFigures& figures);

 private:
  struct Group;
  void count_records_of_two(CrashFigures& figures) const;
  void judge_group(const std::string& prompt, const Group& group, bool permission, CrashFigures& figures) const;

  const Records records_;
  const std::filesystem::path folder_;
  const std::string journal_name_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> payments_;  // by prompt
  sandbox::Server server_;
  std::string clip_;
  const std::shared_ptr<Journal> view_;
};

/// The output of its programs and the files that they left.
std::string story_of(const Wanted& wanted);

}  // namespace segmind::matrix
