#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <utility>

#include "cli/batch/clip.hpp"
#include "cli/batch/main_thread.hpp"
#include "cli/batch/service_watch.hpp"
#include "cli/journal/keyed_journal.hpp"

namespace segmind::cli {

/// Called on the main thread when a clip has reached another stage.
using StepTaken = segmind::Function<void(const Clip& clip)>;

/// Called on the main thread with what concerns all clips.
using Said = segmind::Function<void(const std::string& words)>;

struct RunSettings {
  std::size_t in_flight = 8;
  bool resubmit_unrecorded = false;
  std::optional<std::chrono::system_clock::time_point> recover_since;
};

/// Makes all clips, in_flight at a time, together with other processes that share the journal: each line is paid by
/// whoever claims it first. Sends nothing while the service fails or clips cannot be saved. A clip that cannot be saved
/// in its place is kept elsewhere, and stays there after ten minutes.
class BatchRun {
 public:
  /// Hears of the journal, which the client has, until the end.
  BatchRun(segmind::Client& client, KeyedJournal& journal, RunSettings settings, StepTaken on_step, Said say);

  /// Decides what is left to do for a clip; null: the journal does not know it. Call before begin().
  void add(Wanted wanted, const segmind::JournalEntry* entry);

  /// Whether its request has still to be sent, or may be.
  static bool is_to_be_sent(const Clip& clip);

  /// Replaces the stand-ins of uploaded files by their addresses. Call before begin().
  void put_addresses(const std::map<std::string, std::string>& address_of);

  void begin();
  bool done() const noexcept { return under_way_ == 0 && to_do_.empty() && aside_.empty(); }

  /// Does what comes up within `time`.
  void run_for(std::chrono::milliseconds time);

  /// Sends nothing more and lets paid clips come in.
  void drain();
  /// Ends what is under way, too. Jobs go on at the service; requests that are being sent may be paid for nothing.
  void give_up();

  const std::deque<Clip>& clips() const noexcept { return clips_; }

 private:
  using Clock = std::chrono::steady_clock;

  // run.cpp: which line is next.
  void go_on();
  void leave_the_rest();
  Clip* next();
  bool may_send();
  void stop_sending(const std::string& why);

  // run_call.cpp: a line's call, and what the journal says of it.
  void start(Clip& clip);
  void call(Clip& clip);
  segmind::CallOptions options_for(Clip& clip);
  std::optional<segmind::Error> hear(const std::string& key, const segmind::Beginning& told);
  std::optional<segmind::Error> may_leave(const std::string& key);
  void on_heard(Clip& clip, const segmind::Beginning& told, Finding found);
  void on_submitted(Clip& clip, const std::string& id);
  void note(const std::string& key, const std::string& id);
  void stop_counting(Clip& clip);

  // run_end.cpp: how the call ended.
  void on_end(Clip& clip, segmind::Result<segmind::Video> video);
  void on_finding(Clip& clip);
  void on_failure(Clip& clip, const segmind::Error& error);
  void on_refusal(Clip& clip, const segmind::Error& error);
  void on_doubt(Clip& clip, const segmind::Error& error);
  void put_back(Clip& clip, const segmind::Error& error);
  void wait_for_journal(Clip& clip, const segmind::Error& error);
  void set_aside(Clip& clip);
  void end(Clip& clip, Clip::Stage stage);

  // run_save.cpp: a clip that is here.
  void keep(Clip& clip, const segmind::Video& video);
  void hold(Clip& clip, const std::string& why, std::shared_ptr<const segmind::Video> rescued);
  void try_to_keep();
  bool try_to_keep(Clip& clip);
  bool has_waited_enough() const noexcept;

  segmind::Client& client_;
  const RunSettings settings_;
  const StepTaken on_step_;
  const Said say_;
  MainThread main_thread_;
  std::deque<Clip> clips_;               // whose addresses stay
  std::map<std::string, Clip*> by_key_;  // read by the client's threads, and complete before the first call
  std::deque<Clip*> to_do_;
  std::deque<Clip*> aside_;  // made by other processes when last looked at
  std::size_t under_way_ = 0;
  std::size_t awaited_ = 0;  // of those under way: made by others
  std::size_t sending_ = 0;
  std::size_t unsaved_ = 0;
  Clock::time_point unsaved_since_{};
  Clock::time_point next_try_to_keep_{};
  Clock::time_point journal_fails_since_{};
  Clock::time_point next_ask_of_journal_{};
  bool journal_fails_ = false;
  ServiceWatch service_;
  bool going_on_ = false;
  std::string stopped_because_;
  std::atomic<bool> sends_no_more_{false};
  bool draining_ = false;
  bool giving_up_ = false;
  segmind::CancellationSource drain_;
  segmind::CancellationSource end_;
};

}  // namespace segmind::cli
