#pragma once

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <vector>

extern char** environ;

namespace segmind::testing {

/// The program segmind-sandbox with its control interface, for as long as this object lives.
class SandboxProgram {
 public:
  explicit SandboxProgram(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {SANDBOX_PROGRAM, "--control", "0", "--no-render", "--quiet"});
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, ends[0]);
    posix_spawn_file_actions_addclose(&files, ends[1]);
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    const int error = ::posix_spawn(&process_, SANDBOX_PROGRAM, &files, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    ::close(ends[1]);
    output_ = ends[0];
    if (error != 0) throw std::runtime_error("segmind-sandbox does not start");
    read_addresses();
  }
  ~SandboxProgram() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    ::close(output_);
  }
  SandboxProgram(const SandboxProgram&) = delete;
  SandboxProgram& operator=(const SandboxProgram&) = delete;

  std::string base_url;
  std::string api_key;
  std::string control_url;
  pid_t process() const noexcept { return process_; }

 private:
  void read_addresses() {
    std::string text;
    char piece[512];
    while ((control_url = after("  control  ", text)).empty()) {
      const auto size = ::read(output_, piece, sizeof piece);
      if (size <= 0) throw std::runtime_error("segmind-sandbox has said: " + text);
      text.append(piece, static_cast<std::size_t>(size));
    }
    base_url = after("  API      ", text);
    api_key = after("  key      ", text);
  }

  // The rest of the line; empty while it is not whole.
  static std::string after(const std::string& mark, const std::string& text) {
    const auto at = text.find(mark);
    const auto end = at == std::string::npos ? at : text.find('\n', at);
    return end == std::string::npos ? std::string() : text.substr(at + mark.size(), end - at - mark.size());
  }

  pid_t process_ = 0;
  int output_ = -1;
};

}  // namespace segmind::testing
