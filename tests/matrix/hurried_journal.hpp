#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "../journal/passing_journal.hpp"

namespace segmind::matrix {

/// A journal whose owners hurry: leases are as short as the crash test wants them, and are prolonged as often as they
/// then must be. Says a word after each of its steps and lingers there, so that kills and stops hit between two steps.
class HurriedJournal final : public testing::PassingJournal {
 public:
  struct Pace {
    std::chrono::milliseconds lease;
    std::chrono::microseconds linger;
  };

  HurriedJournal(std::shared_ptr<Journal> inner, Pace pace, void (*say)(std::string_view word))
      : PassingJournal(std::move(inner)), pace_(pace), say_(say), renewing_([this] { keep_renewing(); }) {}
  ~HurriedJournal() override {
    {
      const std::lock_guard lock(mutex_);
      is_over_ = true;
    }
    over_.notify_all();
    stop_.cancel();
    renewing_.join();
  }

  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    {
      const std::lock_guard lock(mutex_);
      owner_ = intention.owner;
    }
    Intention hurried = intention;
    hurried.lease = pace_.lease;
    auto told = inner_->begin(hurried, stop);
    if (!told || told->outcome != Beginning::Outcome::mine) return told;
    // Clients tell the journal's time by the lease that they asked for.
    told->entry.lease_until += intention.lease - pace_.lease;
    linger_after("begun");
    return told;
  }
  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    auto told = inner_->leaving(key, epoch, stop);
    linger_after("leaving");
    return told;
  }
  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& id,
                              const CancellationToken& stop) override {
    auto told = inner_->submitted(key, epoch, id, stop);
    linger_after("submitted");
    return told;
  }
  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    auto told = inner_->ended(key, epoch, end, stop);
    linger_after("recorded");
    return told;
  }
  Result<Beginning> begin_again(const JournalKey& key, std::uint64_t epoch, double dollars,
                                const std::optional<JournalBudget>& budget, const CancellationToken& stop) override {
    auto told = inner_->begin_again(key, epoch, dollars, budget, stop);
    linger_after("permitted");
    return told;
  }
  Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                     const CancellationToken& stop) override {
    return inner_->renew(owner, lease.count() == 0 ? lease : pace_.lease, stop);
  }

 private:
  void linger_after(std::string_view word) const {
    say_(word);
    std::this_thread::sleep_for(pace_.linger);
  }

  void keep_renewing() {
    std::unique_lock lock(mutex_);
    while (!over_.wait_for(lock, pace_.lease / 3, [this] { return is_over_; })) {
      if (owner_.empty()) continue;
      const std::string owner = owner_;
      lock.unlock();
      static_cast<void>(inner_->renew(owner, pace_.lease, stop_.token()).has_value());
      lock.lock();
    }
  }

  const Pace pace_;
  void (*const say_)(std::string_view word);
  const CancellationSource stop_;
  std::mutex mutex_;
  std::condition_variable over_;
  bool is_over_ = false;
  std::string owner_;
  std::thread renewing_;  // the last member: it uses the others
};

}  // namespace segmind::matrix
