#include "net/curl.hpp"

#include <cstdlib>

#include "net/program_end.hpp"
#include "os/process.hpp"

namespace segmind::net {

// atexit() handlers run in reverse order. OpenSSL registers its own inside curl_global_init(), so ours, registered
// afterwards, stops the loops before OpenSSL cleans up.
bool start_curl() noexcept {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
                              (os::is_in_a_dll() || std::atexit([] { rest_all_loops(); }) == 0);
  return started;
}

}  // namespace segmind::net
