#include "net/curl.hpp"

namespace segmind::net {

bool start_curl() noexcept {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  return started == CURLE_OK;
}

}  // namespace segmind::net
