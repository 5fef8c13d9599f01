#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace segmind::matrix {

/// When a process is killed: `wait` after it printed the word `after`, or after its start if `after` is empty.
struct Moment {
  /// A value of `after`, not a word: the whole clip is in the part file, but not renamed yet.
  static constexpr const char* saving = "saving";

  std::string after;
  std::chrono::microseconds wait{0};
};

/// A random moment in a process of about that lifetime: half of the moments anywhere, half shortly after a word that
/// marks a short stage.
Moment random_moment(std::mt19937_64& random, std::chrono::milliseconds life);

/// Starts a program, kills it with SIGKILL at that moment unless it has ended, and returns the last word that it
/// printed.
std::string live_until(const std::vector<std::string>& command, const std::filesystem::path& log, const Moment& moment,
                       const std::function<bool()>& is_saving);

/// Runs a program to its end and returns the last line that it printed.
std::string live(const std::vector<std::string>& command, const std::filesystem::path& log);

}  // namespace segmind::matrix
