#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace segmind::matrix {

/// When a process is killed or stopped: `wait` after it printed the word `after`, or after its start if `after` is
/// empty.
struct Moment {
  /// A value of `after`, not a word: the whole clip is in the part file, but not renamed yet.
  static constexpr const char* saving = "saving";

  std::string after;
  std::chrono::microseconds wait{0};
};

/// A random moment in a process of about that lifetime: half of the moments anywhere, half shortly after a word that
/// marks a short stage.
Moment random_moment(std::mt19937_64& random, std::chrono::milliseconds life);

/// One process of an intention.
struct Life {
  std::vector<std::string> command;
  std::filesystem::path log;        ///< What it prints.
  std::function<bool()> is_saving;  ///< For Moment::saving.
};

/// Starts the process, kills it with SIGKILL at that moment unless it has ended, and returns the last word that it
/// printed.
std::string live_until(const Life& life, const Moment& moment);

/// Starts the process, stops it with SIGSTOP at that moment for so long, lets it go on and waits for its end.
/// `meanwhile` runs while it is stopped, in this thread, and may take longer; it does not run where the process has
/// ended before. Returns the word after which it was stopped; "done" where it was not.
std::string live_frozen(const Life& life, const Moment& moment, std::chrono::milliseconds time,
                        const std::function<void()>& meanwhile);

/// Runs the process to its end and returns the last line that it printed.
std::string live(const Life& life);

}  // namespace segmind::matrix
