// The floor for many calls at once: bare libcurl with epoll in one thread, a new connection for each POST.
// waiting_floor <port> <count> <idle seconds> <spread seconds> [wake-ups, default 1000]

#include "floor_loop.hpp"
#include "waiting.hpp"

namespace {

class Floor final : public bench::Waiting {
 public:
  explicit Floor(int port);
  ~Floor() override { curl_slist_free_all(headers_); }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  void begin(int count) override;
  void await_all() override;
  void pass(double seconds) override;

 private:
  void turn(int longest_ms);
  static std::size_t on_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

  const std::string url_;
  curl_slist* headers_ = nullptr;
  bench::FloorLoop loop_;
  int under_way_ = 0;
};

Floor::Floor(int port) : url_("http://127.0.0.1:" + std::to_string(port) + "/hold/v1/wan2.7-r2v") {
  headers_ = curl_slist_append(headers_, ("x-api-key: " + std::string(bench::key)).c_str());
  headers_ = curl_slist_append(headers_, "Content-Type: application/json");
}

void Floor::begin(int count) {
  under_way_ += count;
  for (int i = 0; i < count; ++i) {
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Floor::on_body);
    loop_.add(easy);
  }
}

void Floor::turn(int longest_ms) {
  loop_.turn(longest_ms, [this](CURL* easy, CURLcode code) {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK || status != 200) throw std::runtime_error("a call has failed");
    --under_way_;
  });
}

void Floor::await_all() {
  while (under_way_ > 0) turn(1000);
}

void Floor::pass(double seconds) {
  const auto until = bench::Clock::now() + std::chrono::duration<double>(seconds);
  while (bench::Clock::now() < until) {
    turn(static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(until - bench::Clock::now()).count()));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 5) return 2;
  bench::allow_many_files();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int port = std::atoi(arguments[1]);
  Floor floor(port);
  bench::report_on(floor, port, std::atoi(arguments[2]), std::atoi(arguments[3]), std::atoi(arguments[4]),
                   count > 5 ? std::atoi(arguments[5]) : 1000);
}
