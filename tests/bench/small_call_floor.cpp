// The floor for one small call: bare libcurl, one handle for all calls, a new connection for each POST.
// small_call_floor plain|tuned|in_a_loop|named_in_a_loop <address of the API> <calls> [file of CA certificates]
//
// plain            as most programs do
// tuned            as plain, but parses the address only once
// in_a_loop        as tuned, on a thread that could run other calls meanwhile, as an asynchronous client needs
// named_in_a_loop  as in_a_loop, with a User-Agent, as an identifiable asynchronous client needs

#include <sys/eventfd.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "floor_loop.hpp"

namespace {

std::size_t keep(char* data, std::size_t size, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(data, size * count);
  return size * count;
}

/// Runs transfers on a loop's thread while the caller's thread waits.
class LoopThread {
 public:
  ~LoopThread() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake();
    thread_.join();
    ::close(wake_);
  }

  CURLcode perform(CURL* easy) {
    std::unique_lock lock(mutex_);
    next_ = easy;
    result_.reset();
    wake();
    ended_.wait(lock, [this] { return result_.has_value(); });
    return *result_;
  }

 private:
  void wake() const {
    const std::uint64_t once = 1;
    if (::write(wake_, &once, sizeof once) != sizeof once) std::abort();
  }

  void run() {
    bench::FloorLoop loop;
    loop.listen_to(wake_);
    while (take_next(loop)) {
      loop.turn(1000, [this](CURL*, CURLcode code) {
        const std::lock_guard lock(mutex_);
        result_ = code;
        ended_.notify_one();
      });
    }
  }

  bool take_next(bench::FloorLoop& loop) {
    std::uint64_t times = 0;
    [[maybe_unused]] const auto read = ::read(wake_, &times, sizeof times);  // fails if a socket ended the wait
    const std::lock_guard lock(mutex_);
    if (next_ != nullptr) loop.add(std::exchange(next_, nullptr));
    return !stopping_;
  }

  const int wake_ = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  std::mutex mutex_;
  std::condition_variable ended_;
  CURL* next_ = nullptr;
  std::optional<CURLcode> result_;
  bool stopping_ = false;
  std::thread thread_{[this] { run(); }};
};

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) return 2;
  const std::string way = arguments[1];
  const std::string url = std::string(arguments[2]) + "/v1/wan2.7-r2v";
  curl_global_init(CURL_GLOBAL_DEFAULT);
  CURL* easy = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, ("x-api-key: " + std::string(bench::key)).c_str());
  headers = curl_slist_append(headers, "Content-Type: application/json");
  if (way == "named_in_a_loop") headers = curl_slist_append(headers, "User-Agent: floor/1.0");
  std::string clip;
  CURLU* address = curl_url();
  curl_url_set(address, CURLUPART_URL, url.c_str(), 0);
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  if (way != "plain") curl_easy_setopt(easy, CURLOPT_CURLU, address);
  if (count > 4) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, arguments[4]);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);  // with a folder set, curl reads the file for each connection
  }
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, bench::body);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &keep);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &clip);
  std::optional<LoopThread> loop;
  if (way == "in_a_loop" || way == "named_in_a_loop") loop.emplace();
  for (int i = std::atoi(arguments[3]); i > 0; --i) {
    clip.clear();
    long status = 0;
    if ((loop ? loop->perform(easy) : curl_easy_perform(easy)) != CURLE_OK) return 1;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || clip.size() < 1000) return 1;
  }
  loop.reset();
  curl_slist_free_all(headers);
  curl_easy_cleanup(easy);
  curl_url_cleanup(address);
}
