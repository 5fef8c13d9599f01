#include "net/curl.hpp"

#include <cstdlib>

#include "net/program_end.hpp"
#include "os/loaded_code.hpp"
#include "os/process.hpp"

namespace segmind::net {
namespace {

// libcurl's threads, which look names up, may outlive a plugin of which it is a part.
bool keep_curl() noexcept {
  os::keep_for_ever(reinterpret_cast<const void*>(&curl_global_init));
  return true;
}

}  // namespace

// atexit() handlers run in reverse order. OpenSSL registers its own inside curl_global_init(), so ours, registered
// afterwards, stops the threads before OpenSSL cleans up.
bool start_curl() noexcept {
  static const bool started = keep_curl() && curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK &&
                              (os::is_in_a_dll() || std::atexit([] { rest_all(); }) == 0);
  return started;
}

}  // namespace segmind::net
