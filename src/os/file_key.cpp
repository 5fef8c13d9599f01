#include "os/file_key.hpp"

#include <system_error>

#include "os/utf8_path.hpp"

#if defined(_WIN32)
#  include <windows.h>
#endif

namespace segmind::os {
namespace {

namespace fs = std::filesystem;

// Each of them has two bytes in UTF-8, as has the letter in the other case.
unsigned lower(unsigned letter) {
  const auto is_in = [letter](unsigned first, unsigned last) { return letter >= first && letter <= last; };
  if ((is_in(0xC0, 0xDE) && letter != 0xD7) || (is_in(0x391, 0x3A9) && letter != 0x3A2) || is_in(0x410, 0x42F)) {
    return letter + 0x20;
  }
  if (is_in(0x400, 0x40F)) return letter + 0x50;
  if (is_in(0x139, 0x148) || is_in(0x179, 0x17E)) return letter % 2 == 1 ? letter + 1 : letter;
  if ((is_in(0x100, 0x177) && letter != 0x130 && letter != 0x131 && letter != 0x138) || is_in(0x460, 0x481) ||
      is_in(0x48A, 0x4BF)) {
    return letter % 2 == 0 ? letter + 1 : letter;
  }
  return letter == 0x3C2 ? 0x3C3 : letter;  // the sigma at the end of a word
}

#if defined(_WIN32)

class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  ~Handle() {
    if (handle_ != INVALID_HANDLE_VALUE) ::CloseHandle(handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  HANDLE get() const noexcept { return handle_; }

 private:
  HANDLE handle_;
};

// Without links, short names, or a case of its own; empty: it is not there.
std::wstring whole_name_of_folder(const fs::path& folder) {
  constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const Handle opened(
      ::CreateFileW(folder.c_str(), 0, shared, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (opened.get() == INVALID_HANDLE_VALUE) return {};
  std::wstring name(32'768, L'\0');
  const DWORD size = ::GetFinalPathNameByHandleW(opened.get(), name.data(), static_cast<DWORD>(name.size()), 0);
  name.resize(size < name.size() ? size : 0);
  return name;
}

// In the system's own table, as its file systems have it.
std::wstring upper(std::wstring name) {
  const int size = static_cast<int>(name.size());
  std::wstring made(name.size(), L'\0');
  const int written = ::LCMapStringEx(LOCALE_NAME_INVARIANT, LCMAP_UPPERCASE, name.data(), size, made.data(), size,
                                      nullptr, nullptr, 0);
  return written == size ? made : name;
}

#endif

}  // namespace

std::string in_one_case(std::string_view text) {
  std::string made(text);
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto byte = static_cast<unsigned char>(made[i]);
    if (byte >= 'A' && byte <= 'Z') made[i] = static_cast<char>(byte + 0x20);
    if ((byte & 0xE0U) != 0xC0U || i + 1 == made.size()) continue;
    const unsigned letter = lower((byte & 0x1FU) << 6 | (static_cast<unsigned char>(made[i + 1]) & 0x3FU));
    made[i] = static_cast<char>(0xC0U | letter >> 6);
    made[++i] = static_cast<char>(0x80U | (letter & 0x3FU));
  }
  return made;
}

std::string file_key(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::error_code error;
#if defined(_WIN32)
  std::wstring known = whole_name_of_folder(folder);
  if (known.empty()) known = fs::weakly_canonical(folder, error).native();
  return error ? std::string() : utf8_from_path(fs::path(upper(known)) / upper(path.filename().native()));
#else
  const fs::path known = fs::weakly_canonical(folder, error);
  if (error) return {};
  const std::string key = utf8_from_path(known / path.filename());
#  if defined(__APPLE__)
  return in_one_case(key);
#  else
  return key;
#  endif
#endif
}

}  // namespace segmind::os
