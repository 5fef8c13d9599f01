#pragma once

#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "file_lock.hpp"

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
  std::string fingerprint;
  std::string id;
  std::optional<std::chrono::system_clock::time_point> submitted;
  std::string words;  ///< Why it failed.
};

std::string_view to_string(Record::Stage stage) noexcept;

/// The file from which a batch goes on: one JSON object a line, appended and flushed at every step, never rewritten.
class StateFile {
 public:
  enum class Jobs { stay, end_with_the_program };

  /// Reads what is there, for this service alone: ids of one mean nothing to another. Of jobs that ended with the
  /// program that submitted them, only finished clips are left.
  StateFile(std::string path, std::string service, Jobs jobs);

  /// Why it cannot be used; empty when all is well.
  const std::string& problem() const noexcept { return problem_; }

  const std::map<std::string, Record>& records() const noexcept { return records_; }  ///< By output.

  /// Opens it for writing; false, with a problem, when that cannot be.
  bool begin();

  /// False when it could not be written: then nothing more may be sent. Thread-safe.
  bool note(const std::string& output, const Record& record);

 private:
  void read();
  bool alone(bool make_it);

  std::string path_;
  std::string service_;
  std::string problem_;
  FileLock lock_;  // two programs that go on from one file would pay for each clip twice
  std::map<std::string, Record> records_;
  std::uintmax_t whole_ = 0;  ///< So many bytes of it are whole lines.
  std::mutex mutex_;
  std::ofstream out_;
};
