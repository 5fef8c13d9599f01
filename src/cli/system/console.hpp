#pragma once

#include <string>
#include <vector>

namespace segmind::cli {

/// The command line in UTF-8, whatever the system's own encoding. argv[0] is the first.
std::vector<std::string> utf8_arguments(int argc, const char* const* argv);

/// While it lives, what is printed to a console is shown as UTF-8.
class Utf8Console {
 public:
  Utf8Console() noexcept;
  ~Utf8Console();  // NOLINT(performance-trivially-destructible): it has work to do on Windows
  Utf8Console(const Utf8Console&) = delete;
  Utf8Console& operator=(const Utf8Console&) = delete;

 private:
  unsigned before_ = 0;
};

/// Calls `interrupted` at Ctrl-C and Ctrl-Break: false ends the program at once. Calls `ending` when the console's
/// window is closed, the user logs off or the system shuts down: the program has five seconds then. Both are called on
/// another thread. Does nothing where signals tell all that (POSIX).
void listen_to_console(bool (*interrupted)() noexcept, void (*ending)() noexcept) noexcept;

}  // namespace segmind::cli
