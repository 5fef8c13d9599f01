#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "segmind/sandbox/server.hpp"

namespace segmind::testing {

/// What came back from one exchange, as plain libcurl sees it.
struct Reply {
  CURLcode code = CURLE_OK;
  long status = 0;
  std::string head;  ///< Every header line, those of interim answers too.
  std::string body;

  /// The last header of that name, in lower case or as the server writes it; empty when it is not there.
  std::string header(const std::string& name) const {
    const auto at = head.rfind("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
  }
};

/// One libcurl handle, which keeps its connection between calls.
class Caller {
 public:
  /// For a sandbox::Server or sandbox::RemoteServer.
  template <typename AnyServer>
  explicit Caller(const AnyServer& server) : base_url_(server.base_url()) {}

  std::string key = std::string(sandbox::default_key);
  std::string content_type = "application/json";
  std::vector<std::string> more_headers;
  std::string range;
  std::string ca_file;
  long timeout_ms = 60'000;  // drawing a clip of 1080P takes a busy machine half of that

  Reply get(const std::string& address) { return perform("GET", address, nullptr); }
  Reply head(const std::string& address) { return perform("HEAD", address, nullptr); }
  Reply post(const std::string& address, const std::string& body) { return perform("POST", address, &body); }

  Reply api_get(const std::string& path) { return get(base_url_ + path); }
  Reply api_post(const std::string& path, const std::string& body) { return post(base_url_ + path, body); }
  Reply generate(const std::string& body = R"({"prompt":"A fox","duration":2})") {
    return api_post("/v1/wan2.7-r2v", body);
  }
  Reply submit(const std::string& body = R"({"prompt":"A fox","duration":2})") {
    return api_post("/v2/wan2.7-r2v", body);
  }

  Reply perform(const std::string& method, const std::string& address, const std::string* body) {
    CURL* curl = curl_.get();
    curl_easy_reset(curl);
    Reply reply;
    curl_slist* list = nullptr;
    const auto add = [&](const std::string& line) { list = curl_slist_append(list, line.c_str()); };
    if (!key.empty()) add("x-api-key: " + key);
    if (body != nullptr) add("Content-Type: " + content_type);
    for (const auto& line : more_headers) add(line);
    curl_easy_setopt(curl, CURLOPT_URL, address.c_str());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
    if (method == "HEAD") curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (body != nullptr) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->c_str());
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    if (!range.empty()) curl_easy_setopt(curl, CURLOPT_RANGE, range.c_str());
    if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &reply.head);
    reply.code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_slist_free_all(list);
    return reply;
  }

 private:
  static size_t keep(char* data, size_t size, size_t count, void* text) {
    static_cast<std::string*>(text)->append(data, size * count);
    return size * count;
  }

  struct Cleanup {
    void operator()(CURL* curl) const noexcept { curl_easy_cleanup(curl); }
  };

  const std::string base_url_;
  std::unique_ptr<CURL, Cleanup> curl_{curl_easy_init()};
};

inline sandbox::Options shipped_clips() {
  sandbox::Options options;
  options.render = false;
  return options;
}

}  // namespace segmind::testing
