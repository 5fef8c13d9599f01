#include "sandbox/remote/line.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <stdexcept>

namespace segmind::sandbox {
namespace {

constexpr std::chrono::milliseconds answer_time{30'000};

void start_curl_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error("sandbox: libcurl cannot start");
}

std::size_t append_piece(char* data, std::size_t, std::size_t size, void* body) {
  try {
    static_cast<std::string*>(body)->append(data, size);
    return size;
  } catch (const std::bad_alloc&) {
    return 0;
  }
}

struct FreeEasy {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

}  // namespace

/// One call at a time. Its multi handle is what another thread can wake.
class Line::Handle {
 public:
  Handle() : multi_(curl_multi_init()), easy_(curl_easy_init()) {
    if (!multi_ || !easy_) throw std::bad_alloc();
  }

  Reply perform(const std::string& url, const Order& order, const std::atomic<bool>& stopped) {
    Reply reply;
    const std::unique_ptr<curl_slist, FreeEasy> headers(
        curl_slist_append(nullptr, ("Content-Type:" + order.content_type).c_str()));
    CURL* const easy = easy_.get();
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROXY, "");  // the environment may name one
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>((answer_time + order.may_wait).count()));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, order.method.c_str());
    if (order.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(order.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, order.body.data());
      curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers.get());
    }
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append_piece);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.body);
    const CURLcode code = run(stopped);
    if (code != CURLE_OK) {
      throw std::runtime_error("sandbox: no answer from the control interface at " + url + ": " +
                               curl_easy_strerror(code));
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
    return reply;
  }

  void wake() noexcept { curl_multi_wakeup(multi_.get()); }

 private:
  CURLcode run(const std::atomic<bool>& stopped) {
    constexpr int longest_poll_ms = 60'000;
    curl_multi_add_handle(multi_.get(), easy_.get());
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    for (int running = 1; running != 0 && !stopped;) {
      if (curl_multi_perform(multi_.get(), &running) != CURLM_OK) break;
      if (running != 0) curl_multi_poll(multi_.get(), nullptr, 0, longest_poll_ms, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg == CURLMSG_DONE) code = message->data.result;
    }
    curl_multi_remove_handle(multi_.get(), easy_.get());
    return code;
  }

  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::unique_ptr<CURL, FreeEasy> easy_;
};

Line::Line(std::string url) : url_(std::move(url)) { start_curl_once(); }
Line::~Line() = default;

std::unique_ptr<Line::Handle> Line::take() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<Handle> handle;
  if (idle_.empty()) {
    handle = std::make_unique<Handle>();
  } else {
    handle = std::move(idle_.back());
    idle_.pop_back();
  }
  busy_.push_back(handle.get());
  return handle;
}

void Line::give_back(std::unique_ptr<Handle> handle) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  busy_.erase(std::find(busy_.begin(), busy_.end(), handle.get()));
  idle_.push_back(std::move(handle));
}

Line::Reply Line::ask(const Order& order) const {
  auto handle = take();
  try {
    auto reply = handle->perform(url_ + order.path, order, stopped_);
    give_back(std::move(handle));
    return reply;
  } catch (...) {
    give_back(std::move(handle));
    throw;
  }
}

void Line::stop() noexcept {
  stopped_ = true;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (auto* handle : busy_) handle->wake();
}

}  // namespace segmind::sandbox
