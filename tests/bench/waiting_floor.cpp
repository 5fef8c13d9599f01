// The floor for many calls at once: bare libcurl with epoll in one thread, each POST on a connection of its own.
// waiting_floor <port> <count> <idle seconds> <spread seconds> [wake-ups, default 1000]

#include <curl/curl.h>
#include <sys/epoll.h>

#include <optional>

#include "waiting.hpp"

namespace {

class Floor final : public bench::Waiting {
 public:
  explicit Floor(int port);
  ~Floor() override;
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;

  void begin(int count) override;
  void await_all() override;
  void pass(double seconds) override;

 private:
  void turn(int longest_ms);
  void finish();
  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known);
  static int on_timer(CURLM*, long ms, void* self);
  static std::size_t on_body(char*, std::size_t size, std::size_t count, void*) { return size * count; }

  const std::string url_;
  const int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  CURLM* const multi_ = curl_multi_init();
  curl_slist* headers_ = nullptr;
  std::optional<bench::Clock::time_point> due_;
  int running_ = 0;
  int under_way_ = 0;
};

Floor::Floor(int port) : url_("http://127.0.0.1:" + std::to_string(port) + "/hold/v1/wan2.7-r2v") {
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &Floor::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &Floor::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  headers_ = curl_slist_append(headers_, ("x-api-key: " + std::string(bench::key)).c_str());
  headers_ = curl_slist_append(headers_, "Content-Type: application/json");
}

Floor::~Floor() {
  curl_multi_cleanup(multi_);
  curl_slist_free_all(headers_);
  ::close(epoll_);
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
    curl_multi_add_handle(multi_, easy);
  }
}

void Floor::turn(int longest_ms) {
  epoll_event ready[64];
  int wait = longest_ms;
  if (due_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*due_ - bench::Clock::now()).count();
    wait = static_cast<int>(std::clamp<long long>(left, 0, longest_ms));
  }
  const int count = epoll_wait(epoll_, ready, 64, wait);
  for (int i = 0; i < count; ++i) {
    const auto events = ready[i].events;
    const int what = (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
                     (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0);
    curl_multi_socket_action(multi_, ready[i].data.fd, what, &running_);
  }
  if (due_ && *due_ <= bench::Clock::now()) {
    due_.reset();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running_);
  }
  finish();
}

void Floor::finish() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(multi_, easy);
    curl_easy_cleanup(easy);
    if (code != CURLE_OK || status != 200) throw std::runtime_error("a call has failed");
    --under_way_;
  }
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

int Floor::on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
  auto& floor = *static_cast<Floor*>(self);
  epoll_event event{};
  event.events = (what & CURL_POLL_IN ? EPOLLIN : 0U) | (what & CURL_POLL_OUT ? EPOLLOUT : 0U);
  event.data.fd = socket;
  const int how = what == CURL_POLL_REMOVE ? EPOLL_CTL_DEL : known == nullptr ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
  epoll_ctl(floor.epoll_, how, socket, &event);
  if (how == EPOLL_CTL_ADD) curl_multi_assign(floor.multi_, socket, self);
  return 0;
}

int Floor::on_timer(CURLM*, long ms, void* self) {
  auto& floor = *static_cast<Floor*>(self);
  floor.due_.reset();
  if (ms >= 0) floor.due_ = bench::Clock::now() + std::chrono::milliseconds(ms);
  return 0;
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
