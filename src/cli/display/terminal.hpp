#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace segmind::cli {

/// The text without control characters: file names may hold them, and they steer a terminal.
inline std::string printable(std::string text) {
  const auto is_control = [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F; };
  std::replace_if(text.begin(), text.end(), is_control, '?');
  return text;
}

/// Whether the standard error is a terminal that understands cursor movements, and whether to use colours. There is no
/// portable isatty: without /dev/stderr (Windows) the answer is no.
struct Terminal {
  bool is_there = false;
  bool coloured = false;

  static Terminal of_standard_error() {
    const auto variable = [](const char* name) {
      const char* value = std::getenv(name);
      return std::string_view(value ? value : "");
    };
    const std::string_view kind = variable("TERM");
    std::error_code none;
    Terminal terminal;
    terminal.is_there = !kind.empty() && kind != "dumb" && std::filesystem::is_character_file("/dev/stderr", none);
    terminal.coloured = terminal.is_there && variable("NO_COLOR").empty();
    return terminal;
  }

  std::string bold(std::string text) const { return painted("1", std::move(text)); }
  std::string green(std::string text) const { return painted("32", std::move(text)); }
  std::string red(std::string text) const { return painted("31", std::move(text)); }

 private:
  std::string painted(std::string_view code, std::string text) const {
    return coloured ? "\x1b[" + std::string(code) + 'm' + std::move(text) + "\x1b[0m" : text;
  }
};

}  // namespace segmind::cli
