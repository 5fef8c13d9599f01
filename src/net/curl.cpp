#include "net/curl.hpp"

namespace segmind::net {
namespace {

// What libcurl's TLS library takes down at the program's end it takes down in reverse order: started before the first
// object of static storage is made, it is there for as long as a client that such an object holds.
#if defined(__GNUC__)
[[gnu::constructor(101)]] void start_early() noexcept { start_curl(); }
#endif

}  // namespace

bool start_curl() noexcept {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started == CURLE_OK;
}

}  // namespace segmind::net
