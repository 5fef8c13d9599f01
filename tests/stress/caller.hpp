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

/// An operation that waits for somebody to take, cancel or drop it.
class Held {
 public:
  virtual ~Held() = default;
  virtual void cancel() const noexcept = 0;  // while others do what they like with it
  // By the one who took it out of the pool:
  virtual bool wait_for(std::chrono::milliseconds time) = 0;
  virtual void take(Random& random) = 0;
  virtual void drop() = 0;
};

/// What all threads of the test share.
struct World {
  TemporaryFolder folder;
  sandbox::Server server{options()};
  Ledger ledger;
  Workshop workshop;
  std::deque<ClientSlot> slots;
  std::string clip;                          ///< What every whole clip is.
  std::atomic<std::uint64_t> files{0};       ///< How many calls were given one, and
  std::atomic<std::uint64_t> files_seen{0};  ///< how many of them had its name in the end.
  std::atomic<std::uint64_t> clients_destroyed{0};
  std::atomic<std::uint64_t> disturbances{0};

  std::mutex pool_mutex;
  std::deque<std::shared_ptr<Held>> pool;

  static sandbox::Options options();
  ClientOptions client_options(bool pumped) const;
  bool holds_the_clip(const std::filesystem::path& file);
};

/// One thread of the test: does one thing after another, at random.
class Caller {
 public:
  Caller(World& world, std::uint64_t seed) : world_(world), random_(seed) {}

  void act();
  /// Empties the pool: takes what is ready in time, and says false when something never is.
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

/// Asks about a job and waits for its clip, in one of the ways that there are; from inside callbacks, too.
void follow(World& world, const Job& job, Random random);

}  // namespace segmind::testing
