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

/// What the state file knows about a clip.
struct Record {
  enum class Stage {
    sending,    ///< Is about to be sent. Written first: after a crash, it may have been paid for.
    submitted,  ///< Has a job, which can be fetched.
    finished,   ///< The clip is there.
    failed,     ///< Certainly cost nothing: may be sent again.
    uncertain   ///< May have been paid for, and there is no job to fetch.
  };

  Stage stage = Stage::sending;
  std::string output;  ///< As the manifest had it.
  std::string fingerprint;
  std::string id;
  std::optional<std::chrono::system_clock::time_point> submitted;
  std::string words;                  ///< Why it failed.
  std::optional<double> cost;         ///< Of a finished clip, in dollars.
  std::optional<std::uint64_t> size;  ///< Of a finished clip, in bytes.
  std::optional<std::int64_t> seed;   ///< Likewise, as the service told it.

  /// What is known of a clip that is there.
  void take(const segmind::Video& video);
};

std::string_view to_string(Record::Stage stage) noexcept;

/// The file from which a batch goes on: JSON objects, one a line, appended and flushed at every step, never rewritten.
class StateFile {
 public:
  enum class Jobs { stay, end_with_the_program };

  /// Reads the file, which must be of this service. With `end_with_the_program` only finished clips are kept: the jobs
  /// ended with the sandbox.
  StateFile(std::string path, std::string service, Jobs jobs);

  /// Why the file cannot be used; empty: all is well.
  const std::string& problem() const noexcept { return problem_; }

  /// By the output's place, see place_of().
  const std::map<std::string, Record>& records() const noexcept { return records_; }
  /// Null: nothing is known.
  const Record* find(const std::string& place) const;

  /// Opens the file for writing; false, with a problem, where it cannot.
  bool begin();

  // These are thread-safe.

  /// Writes what is about to be done. False: it is not in the file, and must not be done.
  bool announce(const Record& record);
  /// Writes what has happened, now or with the next line that can be written.
  void note(const Record& record);
  /// Tries to write what is left. Returns whether everything is written.
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
  std::uintmax_t whole_ = 0;  ///< The bytes of its whole lines.
  std::mutex mutex_;
  AppendedFile file_;
  std::string owed_;  ///< Lines that could not be written yet.
};

}  // namespace segmind::cli
