#include "net/loop.hpp"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "net/thread_signals.hpp"

namespace segmind::net {
namespace {

// Making a handle and taking it down again costs as much as a fifth of a small exchange.
constexpr std::size_t most_spare_handles = 8;

// So many calls begin, and so many send buffers exist, at once: libcurl sends a small body as soon as it is connected.
constexpr std::size_t most_turns_at_once = 16;

constexpr std::size_t most_room_kept = 256;  // for tasks

constexpr std::chrono::milliseconds between_looks{250};  // at connections that are being made

constexpr std::chrono::milliseconds time_for_answers{1};        // of a frame
constexpr std::chrono::milliseconds time_for_tasks{4};          // likewise
constexpr std::chrono::seconds longest_hearing{1};              // of many frames, before limits count again
constexpr std::chrono::milliseconds time_for_last_answers{20};  // of the 100 in which a client ends

}  // namespace

Loop::Loop(Environment environment, Driver::Kind kind, Thread thread)
    : environment_(std::move(environment)),
      driver_(Driver::create(kind)),
      multis_(*driver_),
      own_thread_(thread == Thread::own) {
  spare_handles_.reserve(most_spare_handles);
}

/// While it lives, the thread that made it is the loop's own.
class Loop::OnThread {
 public:
  explicit OnThread(Loop& loop) noexcept : loop_(loop) { loop_.thread_id_ = std::this_thread::get_id(); }
  ~OnThread() { loop_.thread_id_ = std::thread::id(); }
  OnThread(const OnThread&) = delete;
  OnThread& operator=(const OnThread&) = delete;

 private:
  Loop& loop_;
};

Loop::~Loop() { shut_down(); }

void Loop::close() noexcept {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  driver_->wake();
}

void Loop::shut_down(const Task& last) noexcept {
  close();
  if (thread_.joinable()) thread_.join();
  const std::lock_guard alone(turn_mutex_);
  const OnThread here(*this);
  hear(time_for_last_answers);      // one may be the id of a job, which is paid for
  while (has_tasks()) run_tasks();  // those that nobody has pumped; a loop with a thread has run them there
  if (last) last();
  for (auto& [id, running] : transfers_) multis_.remove(running.transfer->handle(), *running.group);
  transfers_.clear();
  turns_.clear();
  timers_.clear();
}

bool Loop::post(Task task) {
  if (!is_in_its_process()) return false;
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
  const Place place{transfers_.size(), &connecting_, &sent_, &stopping_};
  const Connection connection = request.connection;
  const std::uint64_t body_size = request.body ? request.body->size : 0;
  auto transfer = std::make_unique<Transfer>(take_handle(), environment_, place, std::move(request), listener, id);
  CURL* handle = transfer->handle();
  const auto running = transfers_.emplace(id, Running{std::move(transfer), nullptr}).first;
  try {
    running->second.group = &multis_.add(handle, connection, body_size);
  } catch (...) {
    transfers_.erase(running);
    throw;
  }
  return id;
}

Easy Loop::take_handle() {
  if (spare_handles_.empty()) {
    Easy made = handles_.make();
    Transfer::set_callbacks(made.get());
    multis_.prepare(made.get());
    return made;
  }
  Easy handle = std::move(spare_handles_.back());
  spare_handles_.pop_back();
  return handle;
}

void Loop::keep_handle(Easy handle) noexcept {
  if (!handle || spare_handles_.size() == most_spare_handles) return;
  spare_handles_.push_back(std::move(handle));
}

void Loop::stop(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place == transfers_.end()) return;
  place->second.transfer->abandon();
  try {
    // Closing a connection takes longer than all else that a call's end does: of thousands, all are told first.
    in_turn([this, id] { remove(id); });
  } catch (...) {
    remove(id);
  }
}

void Loop::remove(TransferId id) noexcept {
  const auto place = transfers_.find(id);
  if (place == transfers_.end()) return;  // it has ended in the meantime
  multis_.remove(place->second.transfer->handle(), *place->second.group);
  transfers_.erase(place);
}

Loop::TimerId Loop::at(Clock::time_point when, Task task) {
  const TimerId id(when, next_id_++);
  timers_.emplace(id, std::move(task));
  return id;
}

void Loop::cancel(const TimerId& timer) noexcept { timers_.erase(timer); }

// Nothing that runs here should throw. For want of memory some of it can; then that alone is lost, and not the others.
template <typename Step>
void Loop::guarded(Step&& step) noexcept {
  try {
    step();
  } catch (...) {
  }
}

void Loop::run() {
  block_signals_on_this_thread();
  for (;;) {
    run_turns();
    run_tasks();
    if (hear_before_limits()) run_timers();  // a callback may have kept this thread longer than some limit
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ && tasks_.empty()) return;
      if (!tasks_.empty()) continue;
    }
    guarded([this] { driver_->turn(longest_wait(), acted_); });
    settle();  // at once: what has arrived goes before whoever cancels, or whatever limit runs out
  }
}

void Loop::settle() noexcept {
  guarded([this] { finish_transfers(); });
  guarded([this] { watch_connecting(); });
  drop_send_buffers();
}

bool Loop::turn(std::chrono::milliseconds longest) {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const std::lock_guard alone(turn_mutex_);
  return turn_alone(longest);
}

bool Loop::turn_now() {
  if (own_thread_ || on_thread() || !is_in_its_process()) return false;
  const std::unique_lock alone(turn_mutex_, std::try_to_lock);
  return alone.owns_lock() && turn_alone(std::chrono::milliseconds(0)) && !turns_.empty();
}

bool Loop::turn_alone(std::chrono::milliseconds longest) {
  if (stopping_) return false;
  const OnThread here(*this);
  // What came while nobody was inside goes before the limits that ran out meanwhile, and before who cancels in vain.
  const bool limits_too = hear_before_limits();
  run_turns();
  run_tasks();
  if (limits_too) run_timers();
  settle();
  const auto wait = has_tasks() ? std::chrono::milliseconds(0) : std::min(longest, longest_wait());
  guarded([&] { driver_->turn(wait, acted_); });
  settle();
  return true;
}

bool Loop::has_tasks() const {
  const std::lock_guard lock(mutex_);
  return next_task_ < taken_.size() || !tasks_.empty();
}

// False: there is more than there is time for at once, and the limits wait for it. In a loop without a thread, where
// nobody may have been inside for long, who cancels waits, too.
bool Loop::hear_before_limits() noexcept {
  const Clock::time_point now = Clock::now();
  const bool limit_is_due = !timers_.empty() && timers_.begin()->first.first <= now;
  const bool task_is_due = !own_thread_ && has_tasks();
  const bool heard_all = (!limit_is_due && !task_is_due) || hear(time_for_answers);
  if (heard_all || !limit_is_due) {
    hearing_since_.reset();
    return true;
  }
  if (!hearing_since_) hearing_since_ = now;
  return now - *hearing_since_ > longest_hearing;
}

// Takes what has arrived, as much of it as there is time for; waits for nothing. True when that was all.
bool Loop::hear(std::chrono::milliseconds time) noexcept {
  const Clock::time_point until = Clock::now() + time;
  bool there_is_more = true;
  while (there_is_more && Clock::now() < until) {
    there_is_more = false;
    guarded([&] { there_is_more = driver_->turn(std::chrono::milliseconds(0), acted_); });
    settle();
  }
  return !there_is_more;
}

// A loop without a thread runs a part of them at a time: a frame may have begun thousands of calls.
void Loop::run_tasks() {
  if (next_task_ == taken_.size()) take_tasks();
  const Clock::time_point until = own_thread_ ? Clock::time_point::max() : Clock::now() + time_for_tasks;
  while (next_task_ < taken_.size()) {
    const Task task = std::move(taken_[next_task_++]);
    guarded(task);
    if (!own_thread_ && Clock::now() >= until) return;
  }
}

void Loop::take_tasks() {
  taken_.clear();
  if (taken_.capacity() > most_room_kept) taken_.shrink_to_fit();
  next_task_ = 0;
  const std::lock_guard lock(mutex_);
  taken_.swap(tasks_);
}

void Loop::run_turns() {
  turns_left_ = most_turns_at_once;
  while (turns_left_ > 0 && !turns_.empty()) {
    --turns_left_;
    const Task task = std::move(turns_.front());
    turns_.pop_front();
    guarded(task);
  }
}

void Loop::run_timers() {
  const Clock::time_point now = Clock::now();
  while (!timers_.empty() && timers_.begin()->first.first <= now) {
    const Task task = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    guarded(task);
  }
}

// libcurl (7.88, for one) forgets its own limit when that would run out less than a millisecond after it has looked at
// the exchange for another reason, and leaves a further address of the host untried until something else happens.
void Loop::watch_connecting() {
  if (connecting_.empty() || looks_again_) return;
  at(Clock::now() + between_looks, [this] { look_again(); });
  looks_again_ = true;
}

void Loop::look_again() noexcept {
  looks_again_ = false;
  const auto is_settled = [this](TransferId id) {
    const auto place = transfers_.find(id);
    return place == transfers_.end() || !place->second.transfer->look_again();
  };
  connecting_.erase(std::remove_if(connecting_.begin(), connecting_.end(), is_settled), connecting_.end());
}

void Loop::finish_transfers() {
  std::vector<CURLM*> acted;
  acted.swap(acted_);
  int left = 0;
  for (CURLM* multi : acted) {
    while (CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
    }
  }
  acted.clear();
  if (acted_.empty()) acted_.swap(acted);  // keeps its room
  multis_.tidy();
}

void Loop::finish(CURL* handle, CURLcode code) {
  Transfer* found = nullptr;
  curl_easy_getinfo(handle, CURLINFO_PRIVATE, &found);
  const auto node = transfers_.extract(found->id());
  Transfer& transfer = *node.mapped().transfer;
  multis_.remove(handle, *node.mapped().group);
  Outcome outcome;
  outcome.ending = Ending::broken;
  outcome.reached = transfer.reached();
  guarded([&] { outcome = transfer.outcome(code); });
  Listener* const listener = transfer.listener();
  if (code == CURLE_OK) keep_handle(transfer.release_handle());  // another may hold on to what went wrong
  if (listener != nullptr) listener->on_done(outcome);
}

void Loop::drop_send_buffers() noexcept {
  const auto done = [this](TransferId id) {
    const auto place = transfers_.find(id);
    return place == transfers_.end() || place->second.transfer->drop_send_buffer();
  };
  sent_.erase(std::remove_if(sent_.begin(), sent_.end(), done), sent_.end());
}

std::chrono::milliseconds Loop::longest_wait() const {
  constexpr std::chrono::milliseconds without_timer = std::chrono::hours(1);
  if (!turns_.empty()) return std::chrono::milliseconds(0);
  if (timers_.empty()) return without_timer;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first.first - Clock::now());
  return std::clamp(left, std::chrono::milliseconds(0), without_timer);
}

}  // namespace segmind::net
