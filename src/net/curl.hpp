#pragma once

#include <curl/curl.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>

namespace segmind::net {

struct CurlDelete {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

using Easy = std::unique_ptr<CURL, CurlDelete>;
using UrlHandle = std::unique_ptr<CURLU, CurlDelete>;
using HeaderList = std::unique_ptr<curl_slist, CurlDelete>;

// CURL and CURLM are both `void`, so the multi handle needs a deleter of its own.
struct MultiDelete {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
using Multi = std::unique_ptr<CURLM, MultiDelete>;

/// Sets an option. Throws std::bad_alloc, or std::runtime_error when libcurl refuses it.
template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(handle, option, value);
  if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
  if (code != CURLE_OK) throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

/// Initialises libcurl once in a process; false on failure. Thread-safe. Never undone, because other parts of the
/// program may use libcurl.
bool start_curl() noexcept;

}  // namespace segmind::net
