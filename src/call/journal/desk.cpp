#include "call/journal/desk.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <random>
#include <thread>

#include "net/program_end.hpp"
#include "os/boot_time.hpp"
#include "os/loaded_code.hpp"
#include "os/process.hpp"
#include "os/thread_signals.hpp"

namespace segmind::call {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds between_tries{500};  // to hand in a report
constexpr milliseconds longest_watch{5'000};
constexpr milliseconds without_memory{50};  // until the next look
constexpr milliseconds at_clients_end{100};
constexpr milliseconds to_hand_in{60};  // then the journal is told to stop

std::string name_of_client() {
  std::random_device device;
  std::string name = std::to_string(os::current_process());
  for (int i = 0; i < 4; ++i) name += '-' + std::to_string(device());
  return name;
}

}  // namespace

// Lists: what has to wait is put back without memory.
struct JournalDesk::Work final : net::RestsAtProgramEnd {
  struct Watcher {
    std::uint64_t seen;
    Clock::time_point until;
    std::function<void()> on_change;
  };

  std::string owner;
  std::shared_ptr<Journal> journal;
  std::mutex mutex;
  std::condition_variable changed;
  net::Loop* loop;  // null once the client has gone
  int held = 0;     // entries
  bool has_thread = false;
  bool closing = false;
  bool ended = false;
  bool resting = false;
  std::thread::id thread;
  CancellationSource stop;
  std::optional<CancellationSource> waiting;  // in the journal, for a change
  std::list<Task> tasks;
  std::list<Watcher> watchers;
  Leases leases{lease};
  Clock::time_point next_renewal = Clock::now() + lease / 3;

  ~Work() override { net::no_longer_rests_at_program_end(*this); }

  void close() noexcept override {
    const std::lock_guard lock(mutex);
    begin_to_close();
  }

  void rest(milliseconds longest) noexcept override {
    std::unique_lock lock(mutex);
    resting = true;
    begin_to_close();
    hand_in(lock, longest);
  }

  void begin_to_close() noexcept {
    loop = nullptr;
    closing = true;
    if (waiting) waiting->cancel();
    changed.notify_all();
  }

  /// Waits until the thread has done what is left. Whether it has.
  bool hand_in(std::unique_lock<std::mutex>& lock, milliseconds longest) noexcept {
    const auto has_ended = [this] { return ended || !has_thread; };
    if (thread == std::this_thread::get_id()) return false;
    if (changed.wait_for(lock, std::min(longest, to_hand_in), has_ended)) return true;
    stop.cancel();
    return changed.wait_for(lock, std::max(longest - to_hand_in, milliseconds(0)), has_ended);
  }

  std::list<Task> next_task() noexcept {
    std::list<Task> next;
    const auto due = std::find_if(tasks.begin(), tasks.end(),
                                  [this](const Task& task) { return closing || task.not_before <= Clock::now(); });
    if (due != tasks.end()) next.splice(next.end(), tasks, due);
    return next;
  }

  Clock::time_point next_due() const {
    Clock::time_point due = held > 0 ? next_renewal : Clock::now() + std::chrono::hours(1);
    for (const Task& task : tasks) due = std::min(due, task.not_before);
    return due;
  }

  void do_task(std::unique_lock<std::mutex>& lock, std::list<Task> one) noexcept {
    lock.unlock();
    const Done done = done_or_again(one.front());
    if (done == Done::yes) one.clear();  // what it holds may end a claim, which asks for the lock
    lock.lock();
    if (one.empty() || closing) return;
    one.front().not_before = Clock::now() + between_tries;
    tasks.splice(tasks.end(), one);
  }

  Done done_or_again(const Task& task) noexcept {
    try {
      return task.run(*journal, stop.token());
    } catch (...) {
      return Done::again;  // out of memory
    }
  }

  void renew(std::unique_lock<std::mutex>& lock) {
    next_renewal = Clock::now() + lease / 3;
    lock.unlock();
    const auto asked = os::since_boot();
    if (journal->renew(owner, lease, stop.token())) leases.renewed(asked, os::since_boot());  // else others may look
    lock.lock();
  }

  void watch(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t known = watchers.front().seen;
    const Clock::time_point until = watchers.front().until;
    const CancellationSource here = waiting.emplace();
    const auto left = std::chrono::ceil<milliseconds>(std::min(until, next_due()) - Clock::now());
    lock.unlock();
    const auto seen = journal->wait_for_change(known, std::max(left, milliseconds(0)), here.token());
    lock.lock();
    waiting.reset();
    if (here.token().is_cancelled()) return;  // there is something else to do first
    if (seen && *seen == known && Clock::now() < until) return;
    std::list<Watcher> told;
    for (auto watcher = watchers.begin(); watcher != watchers.end();) {
      const auto here_now = watcher++;
      if (post_to_loop(here_now->on_change)) told.splice(told.end(), watchers, here_now);
    }
    const bool all = watchers.empty();
    lock.unlock();
    told.clear();  // what they hold may end a claim, too
    lock.lock();
    if (!all) changed.wait_for(lock, without_memory);
  }

  // A copy goes: what is dropped there may end a claim, which must not happen under this lock.
  bool post_to_loop(const net::Loop::Task& task) noexcept {
    try {
      if (loop != nullptr) loop->post(task);
      return true;
    } catch (...) {
      return false;
    }
  }

  void sleep(std::unique_lock<std::mutex>& lock) { changed.wait_until(lock, next_due()); }

  /// False once the client has gone and everything is handed in.
  bool turn(std::unique_lock<std::mutex>& lock) {
    if (std::list<Task> task = next_task(); !task.empty()) {
      do_task(lock, std::move(task));
    } else if (closing) {
      return false;
    } else if (held > 0 && Clock::now() >= next_renewal) {
      renew(lock);
    } else if (!watchers.empty()) {
      watch(lock);
    } else {
      sleep(lock);
    }
    return true;
  }
};

JournalDesk::JournalDesk(std::shared_ptr<Journal> journal, net::Loop& loop)
    : owner_(name_of_client()), work_(std::make_shared<Work>()) {
  work_->owner = owner_;
  work_->journal = std::move(journal);
  work_->loop = &loop;
  net::rest_at_program_end(*work_, net::RestsAtProgramEnd::Turn::others);
}

JournalDesk::~JournalDesk() { close(); }

void JournalDesk::report(std::function<Result<void>(Journal&, const CancellationToken&)> report) {
  post({[report = std::move(report)](Journal& journal, const CancellationToken& stop) {
          return report(journal, stop) ? Done::yes : Done::again;
        },
        {}});
}

void JournalDesk::watch(std::uint64_t seen, std::function<void()> on_change) {
  std::list<Work::Watcher> one;
  one.push_back({seen, Clock::now() + longest_watch, std::move(on_change)});
  const std::lock_guard lock(work_->mutex);
  work_->watchers.splice(work_->watchers.end(), one);
  if (work_->waiting) work_->waiting->cancel();
  work_->changed.notify_all();
}

void JournalDesk::hold() noexcept {
  const std::lock_guard lock(work_->mutex);
  if (work_->held++ == 0) work_->next_renewal = Clock::now() + lease / 3;
  work_->changed.notify_all();
}

void JournalDesk::let_go() noexcept {
  const std::lock_guard lock(work_->mutex);
  --work_->held;
}

const Leases& JournalDesk::leases() const noexcept { return work_->leases; }

void JournalDesk::post(Task task) {
  std::list<Task> one;
  one.push_back(std::move(task));
  const std::lock_guard lock(work_->mutex);
  if (!work_->has_thread && !work_->closing) {
    thread_ = std::thread([work = work_] { run(work); });
    work_->has_thread = true;
  }
  work_->tasks.splice(work_->tasks.end(), one);
  if (work_->waiting) work_->waiting->cancel();
  work_->changed.notify_all();
}

bool JournalDesk::to_loop(Work& work, const net::Loop::Task& task) noexcept {
  const std::lock_guard lock(work.mutex);
  return work.post_to_loop(task);
}

void JournalDesk::run(const std::shared_ptr<Work>& work) noexcept {
  os::keep_this_code_for_this_thread();
  os::block_signals_on_this_thread();
  std::unique_lock lock(work->mutex);
  work->thread = std::this_thread::get_id();
  for (bool goes_on = true; goes_on;) {
    try {
      goes_on = work->turn(lock);
    } catch (...) {  // out of memory: a little later there may be some
      if (!lock.owns_lock()) lock.lock();
      work->waiting.reset();
      work->changed.wait_for(lock, without_memory);
    }
  }
  lock.unlock();
  try {
    static_cast<void>(work->journal->renew(work->owner, milliseconds(0), work->stop.token()).has_value());
  } catch (...) {
    // The leases end by themselves.
  }
  work->journal.reset();  // may be inside TLS, too
  lock.lock();
  work->ended = true;
  work->changed.notify_all();
  // A thread that ends gives back what TLS has of it, which must not happen while TLS takes itself down.
  while (work->resting) work->changed.wait(lock);
}

void JournalDesk::close() noexcept {
  std::unique_lock lock(work_->mutex);
  work_->begin_to_close();
  if (!thread_.joinable()) return;
  const bool ends = work_->hand_in(lock, at_clients_end) && !work_->resting;
  lock.unlock();
  if (ends) return thread_.join();
  thread_.detach();
}

}  // namespace segmind::call
