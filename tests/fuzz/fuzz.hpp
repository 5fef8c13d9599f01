#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "text/utf8.hpp"

// What the fuzz targets share. A file <name>.cpp is one target, FUZZ(name, input) { ... }: with libFuzzer a program
// that makes up inputs, and otherwise one of those that replay.cpp runs on their corpora.
namespace segmind::fuzz {

using Run = void (*)(std::string_view input);

struct Target {
  std::string_view name;
  Run run;
};

/// All that are linked into this program.
inline std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}

struct Registration {
  Registration(std::string_view name, Run run) { targets().push_back({name, run}); }
};

/// Ends the program where a promise does not hold.
inline void promise(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

/// A part of the input that steers the target. Beyond its end there are zeros.
class Reader {
 public:
  explicit Reader(std::string_view input) : rest_(input) {}

  unsigned byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }
  std::uint64_t number(int bytes) {
    std::uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | byte();
    return value;
  }
  /// Up to the next line break.
  std::string_view line() {
    const std::string_view found = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(found.size() < rest_.size() ? found.size() + 1 : found.size());
    return found;
  }
  std::string_view rest() const noexcept { return rest_; }

 private:
  std::string_view rest_;
};

/// UTF-8 on one line that steers no terminal.
inline bool is_safe(std::string_view text) {
  for (text::CodePoint point; !text.empty(); text.remove_prefix(point.size)) {
    point = text::first_code_point(text);
    if (!point.valid || text::is_control(point.value)) return false;
  }
  return true;
}

}  // namespace segmind::fuzz

#if defined(SEGMIND_FUZZ_REPLAY)
#  define SEGMIND_FUZZ_ENTRY(name) \
    [[maybe_unused]] static const ::segmind::fuzz::Registration registration_of_##name(#name, run_##name);
#else
#  define SEGMIND_FUZZ_ENTRY(name)                                                       \
    extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) { \
      run_##name({reinterpret_cast<const char*>(data), size});                           \
      return 0;                                                                          \
    }
#endif
#define FUZZ(name, input)                         \
  static void run_##name(std::string_view input); \
  SEGMIND_FUZZ_ENTRY(name)                        \
  static void run_##name(std::string_view input)
