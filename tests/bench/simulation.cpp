#include "simulation.hpp"

#include <time.h>

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <unordered_map>

#include "net/loop.hpp"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t start_ns = 1'800'000'000LL * 1'000'000'000LL;
std::int64_t now_ns = start_ns;
constexpr milliseconds exchange_time{100};

}  // namespace

// The standard library's clocks ask here.
extern "C" int clock_gettime(clockid_t, timespec* time) {
  time->tv_sec = now_ns / 1'000'000'000;
  time->tv_nsec = now_ns % 1'000'000'000;
  return 0;
}

namespace bench {
namespace {

using Clock = segmind::net::Loop::Clock;
using segmind::net::Head;

std::string clip() {
  const std::string ftyp(
      "\0\0\0\x10"
      "ftypisom\0\0\0\0",
      16);
  return ftyp + std::string("\0\0\0\x08moov", 8) + std::string("\0\0\0\x10mdat01234567", 16);
}

class Service {
 public:
  Head answer(const segmind::net::HttpRequest& request, std::string& body) {
    Head head;
    head.status = 200;
    head.headers = {{"content-type", "application/json"}, {"x-request-id", "0123456789abcdef"}};
    if (request.address->text().find("/files/") != std::string::npos) {
      ++seen_.downloads;
      head.headers[0].second = "video/mp4";
      body = clip();
    } else {
      count_api_request();
      body = request.method == "POST" ? submitted() : report(request.address->text());
    }
    head.length = body.size();
    return head;
  }
  const Seen& seen() const { return seen_; }

 private:
  void count_api_request() {
    const Clock::time_point now = Clock::now();
    last_minute_.push_back(now);
    while (last_minute_.front() + seconds(60) <= now) last_minute_.pop_front();
    seen_.most_in_a_minute = std::max<std::uint64_t>(seen_.most_in_a_minute, last_minute_.size());
  }

  std::string submitted() {
    const std::string id = "job-" + std::to_string(++seen_.submits);
    jobs_.emplace(id, Clock::now() + milliseconds(duration_ms_(random_)));
    return R"({"request_id":")" + id + R"(","status":"QUEUED","poll_url":"x","status_url":"x","response_url":"x"})";
  }

  std::string report(const std::string& url) {
    ++seen_.polls;
    const std::size_t from = url.find("/requests/") + 10;
    const std::string id = url.substr(from, url.find('/', from) - from);
    const auto job = jobs_.find(id);
    const bool done = job == jobs_.end() || job->second <= Clock::now();
    if (!done) return R"({"status":"PROCESSING","request_id":")" + id + R"(","metrics":{}})";
    if (url.find("/status") != std::string::npos) {
      return R"({"status":"COMPLETED","request_id":")" + id + R"(","metrics":{}})";
    }
    jobs_.erase(id);
    return R"({"status":"COMPLETED","video":{"url":"http://127.0.0.1:1/files/)" + id +
           R"(.mp4","content_type":"video/mp4"},"metrics":{"cost":0.625}})";
  }

  Seen seen_;
  std::deque<Clock::time_point> last_minute_;
  std::unordered_map<std::string, Clock::time_point> jobs_;  // and when they end
  std::mt19937 random_{42};
  std::uniform_int_distribution<int> duration_ms_{330'000, 490'000};
};

std::unordered_map<segmind::net::Loop::TransferId, segmind::net::Loop::TimerId> exchanges;  // under way

Service& service() {
  static Service service;
  return service;
}

void exchange(const segmind::net::HttpRequest& request, segmind::net::Listener& listener) {
  std::string body;
  const Head head = service().answer(request, body);
  segmind::net::Outcome outcome;
  outcome.reached = segmind::net::Reached::complete;
  outcome.received = body.size();
  outcome.took = exchange_time;
  listener.on_connected();
  listener.on_sent();
  if (!listener.on_head(head) || !listener.on_body(reinterpret_cast<const std::byte*>(body.data()), body.size())) {
    outcome.ending = segmind::net::Ending::refused;
  }
  listener.on_done(outcome);
}

}  // namespace

const Seen& seen() { return service().seen(); }

double simulated_seconds() { return static_cast<double>(now_ns - start_ns) / 1e9; }

}  // namespace bench

// The parts of the loop that calls use, without sockets and without waiting.
namespace segmind::net {

Loop::Loop(Environment environment, Driver::Kind, Thread thread)
    : environment_(std::move(environment)),
      driver_(Driver::create(Driver::Kind::portable)),
      multis_(*driver_),
      own_thread_(thread == Thread::own) {}

Loop::~Loop() = default;

bool Loop::post(Task task) {
  tasks_.push_back(std::move(task));
  return true;
}

void Loop::close() noexcept { stopping_ = true; }

void Loop::shut_down(const Task& last) noexcept {
  close();
  run_tasks();
  if (last) last();
  turns_.clear();
  timers_.clear();
}

bool Loop::on_thread() const noexcept { return false; }

Loop::TransferId Loop::start(Request request, Listener& listener) {
  const TransferId id = next_id_++;
  const auto exchange = [id, request = std::move(request), &listener] {
    bench::exchanges.erase(id);
    bench::exchange(request, listener);
  };
  bench::exchanges.emplace(id, at(Clock::now() + exchange_time, exchange));
  return id;
}

void Loop::stop(TransferId id) noexcept {
  const auto place = bench::exchanges.find(id);
  if (place == bench::exchanges.end()) return;
  cancel(place->second);
  bench::exchanges.erase(place);
}

void Loop::stop_silent(TransferId id) noexcept { stop(id); }

Loop::TimerId Loop::at(Clock::time_point when, Task task) {
  const TimerId id(when, next_id_++);
  timers_.emplace(id, std::move(task));
  return id;
}

Loop::TimerId Loop::at_limit(Clock::time_point when, Task task) { return at(when, std::move(task)); }

void Loop::cancel(const TimerId& timer) noexcept { timers_.erase(timer); }

milliseconds Loop::stood_still_after(Clock::time_point) const noexcept { return milliseconds(0); }

bool Loop::turn_now() {
  turn(milliseconds(0));
  return false;
}

bool Loop::turn(milliseconds) {
  run_tasks();
  run_turns();
  if (timers_.empty()) return true;
  const auto next = timers_.begin()->first.first.time_since_epoch();
  now_ns = std::max<std::int64_t>(now_ns, std::chrono::duration_cast<std::chrono::nanoseconds>(next).count());
  run_due(timers_);
  return true;
}

void Loop::run_tasks() {
  std::vector<Task> tasks;
  tasks.swap(tasks_);
  for (const Task& task : tasks) task();
}

void Loop::run_turns() {
  while (!turns_.empty()) {
    const Task task = std::move(turns_.front());
    turns_.pop_front();
    task();
  }
}

void Loop::run_due(Timers& timers) {
  while (!timers.empty() && timers.begin()->first.first <= Clock::now()) {
    const auto timer = timers.extract(timers.begin());
    timer.mapped()();
  }
}

}  // namespace segmind::net
