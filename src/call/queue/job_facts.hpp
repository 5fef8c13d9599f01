#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "call/engine.hpp"
#include "call/journal/outcome.hpp"
#include "net/clock.hpp"
#include "segmind/error.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// What is known of a job without polling it.
struct JobFacts {
  /// For a resumed job.
  JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted);
  /// For a job that this client has submitted. `answer` may name addresses, which are used on the API's own host alone.
  JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted, const Request& request,
           std::string_view answer);

  const net::Clock* clock;  ///< The client's clock; must outlive these facts.
  std::string id;
  net::Clock::TimeOfDay submitted;
  bool resumed = true;  ///< Known from its id alone: it may have been submitted earlier.
  std::string model;    ///< The slug; empty where the job was resumed.
  std::optional<ExpectedTime> expected;
  Output output = Output::any;
  std::optional<EntryEpoch> entry;  ///< Of the journal, which is told how it ends.

  /// The addresses to poll.
  std::string status_address;
  std::string result_address;

  net::Clock::TimeOfDay expires_at() const;
  /// The time since its submission, on the steady clock.
  std::chrono::milliseconds age() const;
  /// The time until the service forgets it; 0: it may have.
  std::chrono::milliseconds time_left() const;

 private:
  std::chrono::milliseconds since_submission() const;

  net::Clock::TimePoint first_seen_;
  std::chrono::milliseconds age_when_first_seen_;
};

/// Completes the error of a call about a job. The job may be paid for, unless it failed: the error's charge must keep
/// the program from paying again.
Error with_job(Error error, CallKind call, const std::string& id);

}  // namespace segmind::call
