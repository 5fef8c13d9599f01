// Many calls at once with a thread and a libcurl handle for each call, for comparison.
// waiting_threads <port> <count> <idle seconds> <spread seconds>

#include <curl/curl.h>

#include <atomic>
#include <thread>

#include "waiting.hpp"

namespace {

class Threads final : public bench::Waiting {
 public:
  explicit Threads(int port) : url_("http://127.0.0.1:" + std::to_string(port) + "/hold/v1/wan2.7-r2v") {}

  void begin(int count) override {
    for (int i = 0; i < count; ++i) threads_.emplace_back([this] { call(); });
  }
  void await_all() override {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    if (failed_ > 0) throw std::runtime_error("a call has failed");
  }
  void pass(double seconds) override { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

 private:
  void call() {
    CURL* easy = curl_easy_init();
    curl_slist* headers = curl_slist_append(nullptr, ("x-api-key: " + std::string(bench::key)).c_str());
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Threads::on_body);
    long status = 0;
    const CURLcode code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK || status != 200) ++failed_;
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
  }
  static std::size_t on_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

  const std::string url_;
  std::vector<std::thread> threads_;
  std::atomic<int> failed_{0};
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return 2;
  bench::allow_many_files();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int port = std::atoi(arguments[1]);
  Threads calls(port);
  bench::report_on(calls, port, std::atoi(arguments[2]), std::atoi(arguments[3]), std::atoi(arguments[4]));
}
