#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>

#include "batch_manifest.hpp"
#include "batch_state.hpp"
#include "main_thread.hpp"
#include "service_watch.hpp"

/// One clip of the batch, and how far it is.
struct Clip {
  enum class Stage {
    unsent,
    submitting,
    waiting,  ///< Has a job, and its clip is waited for.
    unsaved,  ///< Its file cannot be written: tried again, and nothing more is sent until it can be.
    there,
    was_there,  ///< Since an earlier run.
    left,       ///< Has a job that goes on without this program: the same command fetches it.
    failed,     ///< Cost nothing.
    uncertain   ///< May have been paid.
  };

  explicit Clip(Wanted what) : wanted(std::move(what)) {}

  Wanted wanted;
  Record record;
  Stage stage = Stage::unsent;
  std::string words;                              ///< Why there is no clip.
  std::shared_ptr<const segmind::Video> rescued;  ///< The whole clip of Stage::unsaved, where it is here.
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
/// of order, or while what comes back cannot be kept.
class BatchRun {
 public:
  BatchRun(segmind::Client& client, StateFile& state, std::size_t in_flight, StepTaken on_step, Said say)
      : client_(client), state_(state), in_flight_(in_flight), on_step_(std::move(on_step)), say_(std::move(say)) {}

  /// Decides from the state file what is left to do for a clip. Before begin().
  void add(Wanted wanted, bool resubmit_uncertain);

  void begin();
  bool done() const noexcept { return under_way_ == 0 && to_do_.empty(); }

  /// Does what has come up, for so long.
  void run_for(std::chrono::milliseconds time);

  /// Sends nothing more, leaves jobs to the service, and gives requests that are being sent a moment for their answer:
  /// cut off, nobody would know whether they are paid. To be called again until done().
  void stop();

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
  void on_video(Clip& clip, const segmind::Result<segmind::Video>& video);
  void keep(Clip& clip, const segmind::Video& video);
  void hold(Clip& clip, const segmind::Error& error);
  void try_to_keep();
  void end(Clip& clip, Clip::Stage stage, std::optional<Record::Stage> noted);
  void note(Clip& clip, Record::Stage stage);
  segmind::CallOptions options_for(Clip& clip, const segmind::CancellationSource& source);

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
  std::chrono::steady_clock::time_point next_try_to_keep_{};
  std::chrono::steady_clock::time_point next_announcement_{};
  bool state_is_full_ = false;
  ServiceWatch service_;
  bool going_on_ = false;
  std::string stopped_because_;
  std::optional<std::chrono::steady_clock::time_point> stopping_since_;
  segmind::CancellationSource submits_;
  segmind::CancellationSource waits_;
};
