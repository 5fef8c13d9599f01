#include "net/curl.hpp"

#include <cstdlib>

#include "net/program_end.hpp"

namespace segmind::net {

// exit() runs what was registered last first: the loops come to rest before OpenSSL, which registers itself inside
// curl_global_init(), takes itself down.
bool start_curl() noexcept {
  static const bool started =
      curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK && std::atexit([] { rest_all_loops(); }) == 0;
  return started;
}

}  // namespace segmind::net
