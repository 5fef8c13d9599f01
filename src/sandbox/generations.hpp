#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "sandbox/fault_plan.hpp"
#include "sandbox/files.hpp"
#include "sandbox/ledger.hpp"
#include "sandbox/loop.hpp"
#include "sandbox/models/model.hpp"
#include "sandbox/tally.hpp"

namespace segmind::sandbox {

enum class Stage { queued, processing, completed, failed };

/// The queue's word for it.
std::string_view name_of(Stage stage);

/// A generation, from its request to its clip.
struct Generation {
  using Clock = std::chrono::steady_clock;

  std::string id;
  Order order;
  Work work = Work::charged;
  std::string error;  ///< Not empty: the generation will fail with this.
  Stage stage = Stage::queued;
  Clock::time_point submitted;
  Clock::time_point started;
  Clock::time_point finished;
  bool time_is_up = false;
  bool clip_made = false;
  std::shared_ptr<const std::string> clip;
  std::string clip_path;  ///< On the files' host.
  double cost = 0;        ///< What was charged.
  double credits_left = 0;
  std::function<void(const Generation&)> on_finish;

  double seconds_of_work() const;
  double seconds_in_queue() const;
};

/// All generations, on the loop's thread.
class Generations {
 public:
  struct Setup {
    Loop& loop;
    Tally& tally;
    Ledger& ledger;
    Files& files;
    std::chrono::milliseconds generation_time;
    std::chrono::milliseconds job_lifetime;
  };

  explicit Generations(Setup setup);

  /// Starts the work. `recorded`: the queue knows it by its id.
  void start(std::shared_ptr<Generation> generation, bool recorded);

  /// Null: the id is unknown, or has expired.
  std::shared_ptr<const Generation> find(const std::string& id);

  void hold() { held_ = true; }
  void release();
  void set_time(std::chrono::milliseconds time) { setup_.generation_time = time; }
  void expire_jobs();

  std::string new_id();
  std::int64_t random_seed();

 private:
  void begin_work(const std::shared_ptr<Generation>& generation);
  void finish_if_due(const std::shared_ptr<Generation>& generation);
  void complete(Generation& generation);
  void forget_expired();

  Setup setup_;
  bool held_ = false;
  std::mt19937_64 random_{std::random_device{}()};
  std::unordered_map<std::string, std::shared_ptr<Generation>> records_;
  std::deque<std::shared_ptr<Generation>> by_age_;
  std::vector<std::shared_ptr<Generation>> waiting_for_release_;
};

}  // namespace segmind::sandbox
