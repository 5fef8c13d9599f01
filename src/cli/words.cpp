#include "cli/words.hpp"

#include <string_view>

namespace segmind::cli {

std::string for_the_program(std::string text) {
  struct Term {
    std::string_view in_library;
    std::string_view here;
  };
  static constexpr Term terms[] = {
      {" or ClientOptions::api_key", ""},
      {", or into ClientOptions::api_key", ""},
      {"ClientOptions::api_key or ", ""},
      {", or allow more time in CallOptions::connect_timeout", ""},
      {" in CallOptions::timeout", " with --timeout"},
      {"CallOptions::timeout", "--timeout"},
      {"in ClientOptions::requests_per_minute where that is set", "with --requests-per-minute where that is given"},
      {"ClientOptions::requests_per_minute", "--requests-per-minute"},
      {"give that in ClientOptions::ca_file", "add it to those of your system"},
      {", or give a PEM file in ClientOptions::ca_file", ""},
      {"ClientOptions::base_url", "--base-url"},
      {"ClientOptions::records_url", "--records-url"},
      {"set ClientOptions::journal", "give --journal"},
      {"Set ClientOptions::journal", "Give --journal"},
      {" (ClientOptions::keep_requests)", ""},
      {"Client::recover", "segmind recover"},
      {" (Client::submit)", " (--queue)"},
      {" (Client::resume)", " (--resume)"},
      {"Error::rescued holds it. Save it to another place.", "it is kept."},
      {"is in Error::rescued: save it before it is gone.", "is kept."},
      {", or Client::go_on,", ""},
  };
  for (const Term& term : terms) {
    for (std::size_t at = 0; (at = text.find(term.in_library, at)) != std::string::npos; at += term.here.size()) {
      text.replace(at, term.in_library.size(), term.here);
    }
  }
  return text;
}

}  // namespace segmind::cli
