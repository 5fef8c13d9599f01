#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>

#include "cli/batch/main_thread.hpp"
#include "cli/batch/manifest/manifest.hpp"
#include "cli/batch/service_watch.hpp"
#include "cli/batch/state/state.hpp"

namespace segmind::cli {

/// One clip of the batch, and how far it is.
struct Clip {
  enum class Stage {
    unsent,
    submitting,
    waiting,  ///< Has a job, and its clip is waited for.
    unsaved,  ///< Its file cannot be written: tried again, and nothing more is sent until it can be.
    there,
    was_there,  ///< Since an earlier run.
    kept,       ///< Whole, but in another place than its own: see kept_at.
    left,       ///< Has a job that goes on without this program: the same command fetches it.
    failed,     ///< Cost nothing.
    uncertain   ///< May have been paid.
  };

  explicit Clip(Wanted what) : wanted(std::move(what)) {}

  Wanted wanted;
  Record record;
  Stage stage = Stage::unsent;
  std::string words;                              ///< Why there is no clip.
  std::shared_ptr<const segmind::Video> rescued;  ///< What is paid for, of Stage::unsaved, where it is here.
  bool is_foreign = false;                        ///< `rescued` is no clip: it came instead of one.
  std::string kept_at;                            ///< A file that holds `rescued` meanwhile; empty where none does.
  bool has_no_room = false;                       ///< Under --limit: it was not sent.
  std::chrono::steady_clock::time_point began{};
  std::chrono::milliseconds took{0};
  std::atomic<segmind::Phase> phase{segmind::Phase::connecting};  // these two by the client's thread
  std::atomic<std::uint64_t> bytes{0};
};

/// Told on the main thread about every clip that has come a step further.
using StepTaken = segmind::Function<void(const Clip& clip)>;

/// Told on the main thread what concerns all clips.
using Said = segmind::Function<void(const std::string& words)>;

/// Takes all clips from where they are to their files, some of them at once. Nothing is sent while the service is out
/// of order, or while what comes back cannot be kept. What cannot be kept in its place is kept elsewhere meanwhile, and
/// stays there when it has waited for ten minutes.
class BatchRun {
 public:
  BatchRun(segmind::Client& client, StateFile& state, std::size_t in_flight, StepTaken on_step, Said say)
      : client_(client), state_(state), in_flight_(in_flight), on_step_(std::move(on_step)), say_(std::move(say)) {}

  /// Decides from the state file what is left to do for a clip. Before begin().
  void add(Wanted wanted, bool resubmit_uncertain);

  /// Whether a request for it has still to leave.
  static bool is_to_be_sent(const Clip& clip) { return clip.stage == Clip::Stage::unsent && clip.record.id.empty(); }

  /// Of uploaded files, by what stands in for them. Before begin().
  void put_addresses(const std::map<std::string, std::string>& address_of);

  void begin();
  bool done() const noexcept { return under_way_ == 0 && to_do_.empty(); }

  /// Does what has come up, for so long.
  void run_for(std::chrono::milliseconds time);

  /// Sends nothing more, and lets what is paid for come in.
  void drain();
  /// Ends what is under way, too: jobs are left to the service, and of requests that are being sent nobody may know
  /// whether they are paid.
  void give_up();

  const std::deque<Clip>& clips() const noexcept { return clips_; }

 private:
  void go_on();
  bool may_send();
  void submit(Clip& clip);
  void wait_for_state_file(Clip& clip);
  void put_off_announcements();
  void on_job(Clip& clip, segmind::Result<segmind::Job> job);
  void on_refusal(Clip& clip, const segmind::Error& error);
  void put_back(Clip& clip, const segmind::Error& error);
  void resume(Clip& clip);
  void wait(Clip& clip, const segmind::Job& job);
  void on_video(Clip& clip, segmind::Result<segmind::Video> video);
  void keep(Clip& clip, const segmind::Video& video);
  void hold(Clip& clip, const std::string& why, std::shared_ptr<const segmind::Video> rescued);
  void try_to_keep();
  bool try_to_keep(Clip& clip);
  bool has_waited_enough() const noexcept;
  void end(Clip& clip, Clip::Stage stage, std::optional<Record::Stage> noted);
  void note(Clip& clip, Record::Stage stage);
  segmind::CallOptions options_for(Clip& clip);

  segmind::Client& client_;
  StateFile& state_;
  const std::size_t in_flight_;
  const StepTaken on_step_;
  const Said say_;
  MainThread main_thread_;
  std::deque<Clip> clips_;  // whose addresses stay
  std::deque<Clip*> to_do_;
  std::size_t under_way_ = 0;
  std::size_t submitting_ = 0;
  std::size_t unsaved_ = 0;
  std::chrono::steady_clock::time_point unsaved_since_{};
  std::chrono::steady_clock::time_point next_try_to_keep_{};
  std::chrono::steady_clock::time_point next_announcement_{};
  bool state_is_full_ = false;
  ServiceWatch service_;
  bool going_on_ = false;
  std::string stopped_because_;
  bool draining_ = false;
  bool giving_up_ = false;
  segmind::CancellationSource drain_;
  segmind::CancellationSource end_;
};

}  // namespace segmind::cli
