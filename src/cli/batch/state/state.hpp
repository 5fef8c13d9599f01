#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <segmind/media.hpp>
#include <string>
#include <string_view>

#include "cli/batch/state/appended_file.hpp"
#include "cli/system/file_lock.hpp"

namespace segmind::cli {

/// What is known about one clip from earlier runs.
struct Record {
  enum class Stage {
    sending,    ///< Was about to be sent: whether it was, nobody knows. Written first, so that a crash leaves it.
    submitted,  ///< Has a job, which can be fetched.
    finished,   ///< The clip is there.
    failed,     ///< Certainly cost nothing: may be sent again.
    uncertain   ///< May have been paid, and there is no job (any more) to fetch.
  };

  Stage stage = Stage::sending;
  std::string output;  ///< As the manifest had it.
  std::string fingerprint;
  std::string id;
  std::optional<std::chrono::system_clock::time_point> submitted;
  std::string words;                  ///< Why it failed.
  std::optional<double> cost;         ///< Of a clip that is there.
  std::optional<std::uint64_t> size;  ///< Likewise, in bytes.
  std::optional<std::int64_t> seed;   ///< Likewise, as the service told it.

  /// What is known of a clip that is there.
  void take(const segmind::Video& video);
};

std::string_view to_string(Record::Stage stage) noexcept;

/// The file from which a batch goes on: one JSON object a line, appended and flushed to the disk at every step, never
/// rewritten.
class StateFile {
 public:
  enum class Jobs { stay, end_with_the_program };

  /// Reads what is there, for this service alone: ids of one mean nothing to another. Of jobs that ended with the
  /// program that submitted them, only finished clips are left.
  StateFile(std::string path, std::string service, Jobs jobs);

  /// Why it cannot be used; empty when all is well.
  const std::string& problem() const noexcept { return problem_; }

  /// By the output's place, see place_of().
  const std::map<std::string, Record>& records() const noexcept { return records_; }
  /// Null where nothing is known.
  const Record* find(const std::string& place) const;

  /// Opens it for writing; false, with a problem, when that cannot be.
  bool begin();

  // These are thread-safe.

  /// What is going to be done. False when it cannot be written: then it must not be done, and is not in the file.
  bool announce(const Record& record);
  /// What has happened. Where it cannot be written now, the next to be written brings it along.
  void note(const Record& record);
  /// Whether everything is written by now; tries to.
  bool catch_up();

 private:
  void read();
  void read_line(std::string_view text, std::size_t number);
  bool alone(bool make_it);

  std::string path_;
  std::string service_;
  std::string problem_;
  FileLock lock_;  // two programs that go on from one file would pay for each clip twice
  std::map<std::string, Record> records_;
  std::uintmax_t whole_ = 0;  ///< So many bytes of it are whole lines.
  std::mutex mutex_;
  AppendedFile file_;
  std::string owed_;  ///< Lines that could not be written yet.
};

}  // namespace segmind::cli
