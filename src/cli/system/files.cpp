#include "cli/system/files.hpp"

#if defined(_WIN32)
#  include <windows.h>
// After it.
#  include <fcntl.h>
#  include <io.h>
#  include <share.h>
#  include <sys/stat.h>

#  include <algorithm>
#  include <chrono>
#  include <thread>
#endif

namespace segmind::cli {

namespace fs = std::filesystem;

#if defined(_WIN32)

namespace {

std::FILE* opened(const fs::path& path, int flags) {
  int descriptor = -1;
  if (::_wsopen_s(&descriptor, path.c_str(), _O_WRONLY | _O_CREAT | _O_BINARY | _O_NOINHERIT | flags, _SH_DENYNO,
                  _S_IREAD | _S_IWRITE) != 0) {
    return nullptr;
  }
  std::FILE* const file = ::_fdopen(descriptor, "wb");
  if (file == nullptr) ::_close(descriptor);
  return file;
}

std::wstring upper(const std::wstring& text) {
  const int size = static_cast<int>(text.size());
  std::wstring made(text.size(), L'\0');
  const int written = ::LCMapStringEx(LOCALE_NAME_INVARIANT, LCMAP_UPPERCASE, text.data(), size, made.data(), size,
                                      nullptr, nullptr, 0);
  return written == size ? made : text;
}

/// With an ending, too: NUL.mp4 is NUL.
bool is_device(const fs::path& name) {
  std::wstring stem = upper(name.native().substr(0, name.native().find(L'.')));
  stem.erase(stem.find_last_not_of(L' ') + 1);
  for (const wchar_t* const device : {L"CON", L"PRN", L"AUX", L"NUL", L"CLOCK$", L"CONIN$", L"CONOUT$"}) {
    if (stem == device) return true;
  }
  return stem.size() == 4 && (stem.compare(0, 3, L"COM") == 0 || stem.compare(0, 3, L"LPT") == 0) &&
         std::wstring_view(L"0123456789\u00B9\u00B2\u00B3").find(stem[3]) != std::wstring_view::npos;
}

}  // namespace

std::FILE* create_file(const fs::path& path) { return opened(path, _O_EXCL); }
std::FILE* open_to_write(const fs::path& path) { return opened(path, _O_TRUNC); }

void rename_file(const fs::path& from, const fs::path& to, std::error_code& error) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
  for (;;) {
    fs::rename(from, to, error);
    if (!error || std::chrono::steady_clock::now() >= until) return;
    std::error_code none;
    if (fs::is_directory(to, none) || !fs::exists(from, none)) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

std::string why_not_a_file_name(std::string_view name) {
  if (is_device(fs::u8path(name))) return "is a device of Windows; name a file";
  if (name.find(':') != name.npos) return "names a stream of another file; leave out the colon";
  if (name.find_first_of("<>\"|?*") != name.npos) return "holds a character that Windows takes in no name";
  if (!name.empty() && (name.back() == '.' || name.back() == ' ')) {
    return "ends with a dot or a blank, which Windows would leave out";
  }
  return "";
}

std::string in_the_systems_case(const fs::path& path) { return fs::path(upper(path.native())).u8string(); }

#else

std::FILE* create_file(const fs::path& path) { return std::fopen(path.c_str(), "wx"); }
std::FILE* open_to_write(const fs::path& path) { return std::fopen(path.c_str(), "wb"); }
void rename_file(const fs::path& from, const fs::path& to, std::error_code& error) { fs::rename(from, to, error); }
std::string why_not_a_file_name(std::string_view) { return ""; }

std::string in_the_systems_case(const fs::path& path) {
  std::string text = path.u8string();
#  if defined(__APPLE__)
  for (char& c : text) {  // the library knows other alphabets, and refuses their names in its turn
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
#  endif
  return text;
}

#endif

}  // namespace segmind::cli
