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

/// A clip of the batch and its state.
struct Clip {
  enum class Stage {
    unsent,
    submitting,
    waiting,  ///< Has a job that is waited for.
    unsaved,  ///< Its file cannot be written yet. Nothing more is sent until it can be.
    there,
    was_there,  ///< From an earlier run.
    kept,       ///< Whole, but at kept_at.
    left,       ///< Has a job that goes on without this program. The same command fetches it.
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

/// Called on the main thread when a clip has reached another stage.
using StepTaken = segmind::Function<void(const Clip& clip)>;

/// Called on the main thread with what concerns all clips.
using Said = segmind::Function<void(const std::string& words)>;

/// Makes all clips, in_flight at a time. Sends nothing while the service fails or clips cannot be saved. A clip that
/// cannot be saved in its place is kept elsewhere, and stays there after ten minutes.
class BatchRun {
 public:
  BatchRun(segmind::Client& client, StateFile& state, std::size_t in_flight, StepTaken on_step, Said say)
      : client_(client), state_(state), in_flight_(in_flight), on_step_(std::move(on_step)), say_(std::move(say)) {}

  /// Decides from the state file what is left to do for a clip. Call before begin().
  void add(Wanted wanted, bool resubmit_uncertain);

  /// Whether its request has still to be sent.
  static bool is_to_be_sent(const Clip& clip) { return clip.stage == Clip::Stage::unsent && clip.record.id.empty(); }

  /// Replaces the stand-ins of uploaded files by their addresses. Call before begin().
  void put_addresses(const std::map<std::string, std::string>& address_of);

  void begin();
  bool done() const noexcept { return under_way_ == 0 && to_do_.empty(); }

  /// Does what comes up within `time`.
  void run_for(std::chrono::milliseconds time);

  /// Sends nothing more and lets paid clips come in.
  void drain();
  /// Ends what is under way, too. Jobs go on at the service; requests that are being sent may be paid for nothing.
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
