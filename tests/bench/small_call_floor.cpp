// The floor for one small call: bare libcurl, one handle for all calls, each POST on a connection of its own.
// small_call_floor plain|tuned <address of the API> <calls> [file of authorities]
//
// plain   as such a program is usually written
// tuned   with the address read once, which libcurl would else do for each call

#include <curl/curl.h>

#include "measure.hpp"

namespace {

std::size_t keep(char* data, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(data, size * count);
  return size * count;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const std::string url = std::string(arguments[2]) + "/v1/wan2.7-r2v";
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* easy = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, ("x-api-key: " + std::string(bench::key)).c_str());
  headers = curl_slist_append(headers, "Content-Type: application/json");
  std::string clip;
  CURLU* address = curl_url();
  curl_url_set(address, CURLUPART_URL, url.c_str(), 0);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  if (std::string(arguments[1]) == "tuned") curl_easy_setopt(easy, CURLOPT_CURLU, address);
  if (count > 4) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, arguments[4]);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // beside a folder the file is read again for each connection
  }
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &keep);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &clip);
  for (int i = std::atoi(arguments[3]); i > 0; --i) {
    clip.clear();
    long status = 0;
    if (curl_easy_perform(easy) != CURLE_OK) return 1;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || clip.size() < 1000) return 1;
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  curl_url_cleanup(address);
}
