#pragma once

#include <atomic>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../temporary_folder.hpp"
#include "chaos.hpp"
#include "client_slot.hpp"
#include "ledger.hpp"
#include "workshop.hpp"

namespace segmind::testing {

/// An operation in the pool. Threads take, cancel or drop it.
class Held {
 public:
  virtual ~Held() = default;
  virtual void cancel() const noexcept = 0;  // from any thread
  // Only by the thread that took the operation out of the pool:
  virtual bool wait_for(std::chrono::milliseconds time) = 0;
  virtual void take(Random& random) = 0;
  virtual void drop() = 0;
};

/// Shared by all threads of the test.
struct World {
  TemporaryFolder folder;
  sandbox::Server server{options()};
  Ledger ledger;
  Workshop workshop;
  std::deque<ClientSlot> slots;
  std::string clip;                          ///< The bytes of every whole clip.
  std::atomic<std::uint64_t> files{0};       ///< Number of calls with a file as sink.
  std::atomic<std::uint64_t> files_seen{0};  ///< Number of those files that exist in the end.
  std::atomic<std::uint64_t> clients_destroyed{0};
  std::atomic<std::uint64_t> disturbances{0};

  std::mutex pool_mutex;
  std::deque<std::shared_ptr<Held>> pool;

  static sandbox::Options options();
  ClientOptions client_options(bool pumped) const;
  bool holds_the_clip(const std::filesystem::path& file);
};

/// One thread of the test: runs random actions.
class Caller {
 public:
  Caller(World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void act();
  /// Empties the pool. False when an operation did not become ready in time.
  bool drain();

 private:
  ClientSlot& any_slot() { return world_.slots[pick(random_, world_.slots.size())]; }
  void generate();
  void submit();
  void generate_many();
  void submit_many();
  void ask_for_credits();
  void generate_blocking();
  void submit_blocking();
  void replace_client();
  void cancel_one();
  void finish_one();
  std::shared_ptr<Held> take_out();

  World& world_;
  Random random_;
};

/// Queries a job and waits for its clip in a random way. May be called inside callbacks.
void follow(World& world, const Job& job, Random random);

}  // namespace segmind::testing
