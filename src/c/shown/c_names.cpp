#include "c/shown/c_names.hpp"

#include <string_view>

namespace segmind::c {

std::string in_names_of_c(std::string text) {
  struct Name {
    std::string_view cpp;
    std::string_view c;
  };
  static constexpr Name names[] = {
      {"BatchOptions::options_for", "segmind_batch.options"},
      {"CallOptions::connect_timeout", "segmind_call_options.connect_timeout_ms"},
      {"CallOptions::timeout", "segmind_call_options.timeout_ms"},
      {"CallOptions::", "segmind_call_options."},
      {"ClientOptions::", "segmind_client_options."},
      {"Client::go_on", "segmind_go_on"},
      {"Client::pump()", "segmind_client_pump()"},
      {"Client::recover", "segmind_recover"},
      {"Client::resume", "segmind_resume"},
      {"Client::submit", "segmind_submit"},
      {"Error::rescued", "segmind_error.rescued"},
      {"Resolution::p720", "SEGMIND_RESOLUTION_720P"},
      {"Resolution::p1080", "SEGMIND_RESOLUTION_1080P"},
  };
  for (const Name& name : names) {
    for (std::size_t at = 0; (at = text.find(name.cpp, at)) != std::string::npos; at += name.c.size()) {
      text.replace(at, name.cpp.size(), name.c);
    }
  }
  return text;
}

}  // namespace segmind::c
