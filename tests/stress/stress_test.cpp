#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include "caller.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int callers = 8;
constexpr int clients = 6;

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr && *text != '\0' ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Aborts the program when the test hangs, so that the hang fails and a core dump shows where.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::seconds limit)
      : thread_([this, limit] {
          std::unique_lock lock(mutex_);
          if (changed_.wait_for(lock, limit, [this] { return done_; })) return;
          std::cerr << "Something hangs.\n";
          std::abort();
        }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
      changed_.notify_all();
    }
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  std::thread thread_;
};

class Stress : public ::testing::Test {
 protected:
  Stress() {
    std::random_device device;
    seed_ = number_from_environment("SEGMIND_STRESS_SEED", device());
    for (int i = 0; i < clients; ++i) world_.slots.emplace_back(world_.client_options(i % 2 == 1));
  }

  void run_for(std::chrono::seconds time) {
    const auto until = Clock::now() + time;
    std::vector<std::thread> threads;
    for (int i = 0; i < callers; ++i) {
      threads.emplace_back([this, until, i] {
        Caller caller(world_, seed_ + static_cast<std::uint64_t>(i));
        while (Clock::now() < until) caller.act();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  /// Waits without faults until all calls have ended, then destroys every client.
  void finish() {
    world_.server.clear_faults();
    EXPECT_TRUE(Caller(world_, seed_).drain());
    world_.slots.clear();
    world_.clients_destroyed += clients;
    // Callbacks may have begun more calls on clients that still existed.
    EXPECT_TRUE(Caller(world_, seed_).drain());
  }

  bool all_gone() {
    const auto until = Clock::now() + 10s;
    while (world_.ledger.alive() > 0 && Clock::now() < until) std::this_thread::yield();
    return world_.ledger.alive() == 0;
  }

  void expect_whole_files() {
    for (const auto& file : std::filesystem::directory_iterator(world_.folder.path())) {
      if (file.path().extension() != ".mp4") continue;
      EXPECT_TRUE(world_.holds_the_clip(file.path())) << file.path() << " is not the clip";
    }
  }

  void print() {
    const Ledger::Totals totals = world_.ledger.totals();
    const sandbox::Counts counts = world_.server.counts();
    std::cout << "seed " << seed_ << ": " << totals.begun << " calls (" << totals.questions
              << " about jobs): " << totals.ok << " well, " << totals.cancelled << " cancelled, " << totals.failed
              << " failed, " << totals.dropped << " dropped; " << world_.clients_destroyed << " clients destroyed\n"
              << "server: " << counts.requests << " requests, " << counts.generate + counts.submit << " paid POSTs, "
              << counts.generations_charged << " charged (the calls say: " << totals.may_be_charged << " at most), "
              << counts.faults_used << " faults, " << counts.abandoned << " abandoned; " << world_.files_seen
              << " whole files\n";
  }

  std::uint64_t seed_ = 0;
  World world_;
};

TEST_F(Stress, ManyThreadsCallCancelDropPumpAndDestroyAndNoPromiseBreaks) {
  const std::chrono::seconds time(number_from_environment("SEGMIND_STRESS_SECONDS", 5));
  const Watchdog watchdog(time + 100s);
  std::cout << "seed " << seed_ << std::endl;
  world_.clip = world_.slots[0].use([](Client& client) {
    return std::string(client.generate(Wan27R2VRequest::Builder("the clip as it should be").build()).bytes().view());
  });
  run_for(time);
  finish();
  EXPECT_TRUE(all_gone()) << world_.ledger.alive() << " calls are still held by the library";
  expect_whole_files();
  print();
  for (const std::string& sentence : world_.ledger.broken_promises(world_.server)) ADD_FAILURE() << sentence;
  const Ledger::Totals totals = world_.ledger.totals();
  EXPECT_EQ(totals.begun, totals.ok + totals.cancelled + totals.failed + totals.dropped);
  EXPECT_GT(totals.ok, 0U);
  EXPECT_GT(totals.cancelled, 0U);
  EXPECT_GT(totals.failed, 0U);
  EXPECT_LE(world_.server.counts().generations_charged, totals.may_be_charged + 1);  // the clip as it should be
  EXPECT_EQ(world_.server.counts().keys_on_files_origin, 0U);
}

}  // namespace
}  // namespace segmind::testing
