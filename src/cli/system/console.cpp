#include "cli/system/console.hpp"

#if defined(_WIN32)
#  include <windows.h>
// After it.
#  include <shellapi.h>

#  include <atomic>
#endif

namespace segmind::cli {

#if defined(_WIN32)

namespace {

std::string utf8_of(const wchar_t* word) {
  const int size = ::WideCharToMultiByte(CP_UTF8, 0, word, -1, nullptr, 0, nullptr, nullptr);
  if (size <= 1) return {};
  std::string text(static_cast<std::size_t>(size) - 1, '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, word, -1, text.data(), size, nullptr, nullptr);
  return text;
}

std::atomic<bool (*)() noexcept> on_interrupted{nullptr};
std::atomic<void (*)() noexcept> on_ending{nullptr};

BOOL WINAPI on_console_event(DWORD event) {
  if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT) return on_interrupted.load()() ? TRUE : FALSE;
  on_ending.load()();
  ::Sleep(INFINITE);  // the program is ended when this returns; until then main() may end it in order
  return TRUE;
}

}  // namespace

std::vector<std::string> utf8_arguments(int argc, const char* const* argv) {
  int count = 0;
  wchar_t** const words = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  if (words == nullptr) return {argv, argv + argc};
  std::vector<std::string> arguments;
  for (int i = 0; i < count; ++i) arguments.push_back(utf8_of(words[i]));
  ::LocalFree(words);
  return arguments;
}

Utf8Console::Utf8Console() noexcept : before_(::GetConsoleOutputCP()) {
  if (before_ != 0) ::SetConsoleOutputCP(CP_UTF8);
}

Utf8Console::~Utf8Console() {
  if (before_ != 0) ::SetConsoleOutputCP(before_);
}

void listen_to_console(bool (*interrupted)() noexcept, void (*ending)() noexcept) noexcept {
  on_interrupted = interrupted;
  on_ending = ending;
  ::SetConsoleCtrlHandler(&on_console_event, TRUE);
}

#else

std::vector<std::string> utf8_arguments(int argc, const char* const* argv) { return {argv, argv + argc}; }

Utf8Console::Utf8Console() noexcept { static_cast<void>(before_); }
Utf8Console::~Utf8Console() = default;

void listen_to_console(bool (*)() noexcept, void (*)() noexcept) noexcept {}

#endif

}  // namespace segmind::cli
