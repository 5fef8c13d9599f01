#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace segmind::matrix {

/// When a process is killed: so long after it has said a word, or after its start when the word is empty.
struct Moment {
  /// Instead of a word: when all of the clip has come, and is not under its name yet.
  static constexpr const char* saving = "saving";

  std::string after;
  std::chrono::microseconds wait{0};
};

/// A moment of the life of a process that lives about so long: half of them anywhere in it, half of them close behind
/// the words that mark its shorter parts.
Moment random_moment(std::mt19937_64& random, std::chrono::milliseconds life);

/// Starts a program, kills it with SIGKILL at the moment, and returns the last word that it said. A program that is
/// done before is not killed.
std::string live_until(const std::vector<std::string>& command, const std::filesystem::path& log, const Moment& moment,
                       const std::function<bool()>& is_saving);

/// Lets it run to its end, and returns its last words.
std::string live(const std::vector<std::string>& command, const std::filesystem::path& log);

}  // namespace segmind::matrix
