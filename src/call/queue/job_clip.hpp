#pragma once

#include <functional>
#include <optional>
#include <string>

#include "call/clip/downloads.hpp"
#include "call/queue/job_poll.hpp"
#include "call/recovery/recovered_clip.hpp"

namespace segmind::call {

/// Waits for a job and fetches its clip, for a call. Ends the call where it fails.
class JobClip {
 public:
  using OnClip = std::function<void(Receipt)>;

  /// `on_clip` is called when the sink has the whole clip.
  JobClip(Call& call, JobFacts facts, SinkWriter& sink, OnClip on_clip);

  void begin();
  void stop() noexcept;
  /// Where the job ended without a clip: the error tells what the queue answered, or the sink keeps it.
  void keep_answer(Error& error);

  /// The job's charge, as far as it is known.
  Charge charge() const noexcept;
  std::string last_problem() const;
  const JobFacts& job() const noexcept { return poll_.job(); }
  /// Of the clip, once the queue has told it.
  std::string address() const { return recovered_ ? recovered_->address() : downloads_.address(); }

 private:
  enum class State {
    waiting,       ///< The job has not ended, as far as is known.
    completed,     ///< It has, but the status names no clip: the result is asked for.
    result_asked,  ///< The result names no clip either, or could not be read.
    failed
  };

  void on_report(const api::JobReport& report);
  void on_gone(Error error);
  void on_failed(const api::JobReport& report);
  void on_completed(const api::JobReport& report);
  void on_unknown_word();
  void on_no_clip(const api::JobReport& report);
  void learn(std::optional<std::chrono::duration<double>> told);
  void poll_later();
  void on_fetched(Download::End end, std::optional<Error> error);

  bool is_complete() const noexcept { return state_ == State::completed || state_ == State::result_asked; }

  Call& call_;
  SinkWriter& sink_;
  const OnClip on_clip_;
  JobPoll poll_;
  State state_ = State::waiting;
  Receipt receipt_;
  net::Clock::TimePoint due_;  // when the last question was to be asked
  std::string last_word_;      // of the queue, where it is none that is known
  int unknown_words_ = 0;      // in a row
  bool looks_for_result_ = false;
  std::optional<net::Clock::TimePoint> no_clip_since_;
  bool brings_clip_itself_ = false;  // the last report of a completed job
  Downloads downloads_;
  std::unique_ptr<RecoveredClip> recovered_;  // since the queue's record is gone
};

}  // namespace segmind::call
