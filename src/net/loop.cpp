#include "net/loop.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "net/thread_signals.hpp"

namespace segmind::net {
namespace {

CURLM* new_multi() {
  if (!start_curl()) throw std::runtime_error("libcurl cannot start");
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) throw std::bad_alloc();
  return multi;
}

}  // namespace

Loop::Loop(Environment environment, Driver::Kind kind, Thread thread)
    : environment_(std::move(environment)),
      multi_(new_multi()),
      driver_(Driver::create(multi_.get(), kind)),
      own_thread_(thread == Thread::own) {}

Loop::~Loop() {
  shut_down();
  multi_.reset();  // before the driver, which curl tells of every socket that it closes
}

void Loop::shut_down() noexcept {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    driver_->wake();
  }
  if (thread_.joinable()) thread_.join();
  const std::lock_guard alone(turn_mutex_);
  thread_id_ = std::this_thread::get_id();
  run_tasks();  // those that nobody has pumped; a loop with a thread has run them there
  thread_id_ = std::thread::id();
  for (auto& [id, transfer] : transfers_) curl_multi_remove_handle(multi_.get(), transfer->handle());
  transfers_.clear();
  timers_.clear();
}

bool Loop::post(Task task) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return false;
  if (own_thread_ && !thread_.joinable()) {
    thread_ = std::thread([this] { run(); });
    thread_id_ = thread_.get_id();
  }
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1) driver_->wake();
  return true;
}

bool Loop::on_thread() const noexcept { return thread_id_.load() == std::this_thread::get_id(); }

Loop::TransferId Loop::start(Request request, Listener& listener) {
  const TransferId id = next_id_++;
  auto transfer = std::make_unique<Transfer>(environment_, std::move(request), listener, id);
  CURL* handle = transfer->handle();
  const auto place = transfers_.emplace(id, std::move(transfer)).first;
  if (curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) {
    transfers_.erase(place);
    throw std::bad_alloc();
  }
  return id;
}

void Loop::stop(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place == transfers_.end()) return;
  // Over HTTP/2 the connection would stay for the next exchange, though it may be dead: that can be why this one ends.
  curl_easy_setopt(place->second->handle(), CURLOPT_FORBID_REUSE, 1L);
  curl_multi_remove_handle(multi_.get(), place->second->handle());
  transfers_.erase(place);
}

Loop::TimerId Loop::at(Clock::time_point when, Task task) {
  const TimerId id(when, next_id_++);
  timers_.emplace(id, std::move(task));
  return id;
}

void Loop::cancel(const TimerId& timer) noexcept { timers_.erase(timer); }

void Loop::run() {
  block_signals_on_this_thread();
  for (;;) {
    act();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ && tasks_.empty()) return;
      if (!tasks_.empty()) continue;
    }
    driver_->turn(longest_wait());
  }
}

void Loop::act() {
  run_tasks();
  run_timers();
  finish_transfers();
}

bool Loop::turn(std::chrono::milliseconds longest) {
  if (own_thread_ || on_thread()) return false;
  const std::lock_guard alone(turn_mutex_);
  if (stopped()) return false;
  thread_id_ = std::this_thread::get_id();
  act();
  bool tasks_waiting = false;
  {
    const std::lock_guard lock(mutex_);
    tasks_waiting = !tasks_.empty();
  }
  driver_->turn(tasks_waiting ? std::chrono::milliseconds(0) : std::min(longest, longest_wait()));
  act();
  thread_id_ = std::thread::id();
  return true;
}

bool Loop::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Loop::run_tasks() {
  std::vector<Task> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (Task& task : tasks) task();
}

void Loop::run_timers() {
  const Clock::time_point now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const Task task = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    task();
  }
}

void Loop::finish_transfers() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* handle = message->easy_handle;
    const CURLcode code = message->data.result;  // gone once the handle is removed
    Transfer* transfer = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
    curl_multi_remove_handle(multi_.get(), handle);
    const auto node = transfers_.extract(transfer->id());
    transfer->listener().on_done(transfer->outcome(code));
  }
}

std::chrono::milliseconds Loop::longest_wait() const {
  constexpr std::chrono::milliseconds without_timer = std::chrono::hours(1);
  if (timers_.empty()) return without_timer;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), without_timer);
}

}  // namespace segmind::net
