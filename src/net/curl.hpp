#pragma once

#include <curl/curl.h>

#include <memory>

namespace segmind::net {

struct CurlDelete {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
  void operator()(char* text) const noexcept { curl_free(text); }
};

using Easy = std::unique_ptr<CURL, CurlDelete>;
using UrlHandle = std::unique_ptr<CURLU, CurlDelete>;
using HeaderList = std::unique_ptr<curl_slist, CurlDelete>;
using CurlText = std::unique_ptr<char, CurlDelete>;

// CURL and CURLM are both `void`, so the multi handle needs a deleter of its own.
struct MultiDelete {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
using Multi = std::unique_ptr<CURLM, MultiDelete>;

/// Starts libcurl, once in a process and never undone: other parts of the program may be using it. Thread-safe.
/// False when libcurl cannot start.
bool start_curl() noexcept;

}  // namespace segmind::net
