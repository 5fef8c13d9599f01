#include "c/c_names.hpp"

#include <string_view>

namespace segmind::c {

std::string in_names_of_c(std::string text) {
  struct Name {
    std::string_view cpp;
    std::string_view c;
  };
  static constexpr Name names[] = {
      {"ClientOptions::", "segmind_client_options."}, {"CallOptions::", "segmind_call_options."},
      {"Client::pump()", "segmind_client_pump"},      {"Client::recover", "segmind_recover"},
      {"Client::resume", "segmind_resume"},           {"Client::submit", "segmind_submit"},
      {"Error::rescued", "segmind_error.rescued"},
  };
  for (const Name& name : names) {
    for (std::size_t at = 0; (at = text.find(name.cpp, at)) != std::string::npos; at += name.c.size()) {
      text.replace(at, name.cpp.size(), name.c);
    }
  }
  return text;
}

}  // namespace segmind::c
