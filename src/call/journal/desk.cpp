#include "call/journal/desk.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

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
constexpr milliseconds to_hand_in{60};  // when the client goes
constexpr milliseconds to_stop{40};

std::string name_of_client() {
  std::random_device device;
  std::string name = std::to_string(os::current_process());
  for (int i = 0; i < 4; ++i) name += '-' + std::to_string(device());
  return name;
}

}  // namespace

struct JournalDesk::Work {
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
  CancellationSource stop;
  std::optional<CancellationSource> waiting;  // in the journal, for a change
  std::deque<Task> tasks;
  std::vector<Watcher> watchers;
  Leases leases{lease};
  Clock::time_point next_renewal = Clock::now() + lease / 3;

  std::optional<Task> next_task() {
    const auto due = std::find_if(tasks.begin(), tasks.end(),
                                  [this](const Task& task) { return closing || task.not_before <= Clock::now(); });
    if (due == tasks.end()) return std::nullopt;
    Task task = std::move(*due);
    tasks.erase(due);
    return task;
  }

  Clock::time_point next_due() const {
    Clock::time_point due = held > 0 ? next_renewal : Clock::now() + std::chrono::hours(1);
    for (const Task& task : tasks) due = std::min(due, task.not_before);
    return due;
  }

  void do_task(std::unique_lock<std::mutex>& lock, Task task) {
    lock.unlock();
    const Done done = task.run(*journal, stop.token());
    lock.lock();
    if (done == Done::yes || closing) return;
    task.not_before = Clock::now() + between_tries;
    tasks.push_back(std::move(task));
  }

  void renew(std::unique_lock<std::mutex>& lock) {
    next_renewal = Clock::now() + lease / 3;
    lock.unlock();
    const auto asked = os::since_boot();
    if (journal->renew(owner, lease, stop.token())) leases.renewed(asked, os::since_boot());  // else others may look
    lock.lock();
  }

  void watch(std::unique_lock<std::mutex>& lock) {
    const Watcher first = watchers.front();
    const CancellationSource here = waiting.emplace();
    const auto left = std::chrono::ceil<milliseconds>(std::min(first.until, next_due()) - Clock::now());
    lock.unlock();
    const auto seen = journal->wait_for_change(first.seen, std::max(left, milliseconds(0)), here.token());
    lock.lock();
    waiting.reset();
    if (here.token().is_cancelled()) return;  // there is something else to do first
    if (seen && *seen == first.seen && Clock::now() < first.until) return;
    std::vector<Watcher> due = std::exchange(watchers, {});
    for (const Watcher& watcher : due) post_to_loop(watcher.on_change);
    lock.unlock();
    due.clear();  // what they hold may end a claim, too
    lock.lock();
  }

  // A copy goes: what is dropped there may end a claim, which must not happen under this lock.
  void post_to_loop(const net::Loop::Task& task) {
    try {
      if (loop != nullptr) loop->post(task);
    } catch (...) {
      // Without memory the call that waits for it goes on to its limit.
    }
  }

  void sleep(std::unique_lock<std::mutex>& lock) { changed.wait_until(lock, next_due()); }
};

JournalDesk::JournalDesk(std::shared_ptr<Journal> journal, net::Loop& loop)
    : owner_(name_of_client()), work_(std::make_shared<Work>()) {
  work_->owner = owner_;
  work_->journal = std::move(journal);
  work_->loop = &loop;
}

JournalDesk::~JournalDesk() { close(); }

void JournalDesk::report(std::function<Result<void>(Journal&, const CancellationToken&)> report) {
  post({[report = std::move(report)](Journal& journal, const CancellationToken& stop) {
          return report(journal, stop) ? Done::yes : Done::again;
        },
        {}});
}

void JournalDesk::watch(std::uint64_t seen, std::function<void()> on_change) {
  const std::lock_guard lock(work_->mutex);
  work_->watchers.push_back({seen, Clock::now() + longest_watch, std::move(on_change)});
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
  const std::lock_guard lock(work_->mutex);
  if (!work_->has_thread && !work_->closing) {
    std::thread([work = work_] { run(work); }).detach();
    work_->has_thread = true;
  }
  work_->tasks.push_back(std::move(task));
  if (work_->waiting) work_->waiting->cancel();
  work_->changed.notify_all();
}

void JournalDesk::to_loop(Work& work, const net::Loop::Task& task) {
  const std::lock_guard lock(work.mutex);
  work.post_to_loop(task);
}

void JournalDesk::run(const std::shared_ptr<Work>& work) noexcept {
  os::keep_this_code_for_this_thread();
  os::block_signals_on_this_thread();
  std::unique_lock lock(work->mutex);
  while (true) {
    if (std::optional<Task> task = work->next_task()) {
      work->do_task(lock, std::move(*task));
    } else if (work->closing) {
      break;
    } else if (work->held > 0 && Clock::now() >= work->next_renewal) {
      work->renew(lock);
    } else if (!work->watchers.empty()) {
      work->watch(lock);
    } else {
      work->sleep(lock);
    }
  }
  lock.unlock();
  static_cast<void>(work->journal->renew(work->owner, milliseconds(0), work->stop.token()).has_value());
  lock.lock();
  work->ended = true;
  work->changed.notify_all();
}

void JournalDesk::close() noexcept {
  std::unique_lock lock(work_->mutex);
  work_->loop = nullptr;
  work_->closing = true;
  if (work_->waiting) work_->waiting->cancel();
  work_->changed.notify_all();
  const auto has_ended = [this] { return work_->ended || !work_->has_thread; };
  if (work_->changed.wait_for(lock, to_hand_in, has_ended)) return;
  work_->stop.cancel();
  work_->changed.wait_for(lock, to_stop, has_ended);
}

}  // namespace segmind::call
