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

/// A job of the queue, as far as this side knows it.
struct JobFacts {
  /// Of a job that was taken up from its id.
  JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted);
  /// Of a job that this client has submitted. `answer` may name other addresses than the documented ones; only the
  /// API's own host is asked.
  JobFacts(const Engine& engine, std::string job, net::Clock::TimeOfDay when_submitted, const Request& request,
           std::string_view answer);

  const net::Clock* clock;  ///< Of the job's client, which outlives these facts.
  std::string id;
  net::Clock::TimeOfDay submitted;
  bool resumed = true;  ///< Taken up from its id alone: the time of submission may be earlier.
  std::string model;    ///< The slug; empty where the job was resumed.
  std::optional<ExpectedTime> expected;
  Output output = Output::any;
  std::optional<EntryEpoch> entry;  ///< Of the journal, which is told how it ends.

  /// Where it is asked for.
  std::string status_address;
  std::string result_address;

  net::Clock::TimeOfDay expires_at() const;
  /// Since its submission, on the clock that nobody sets.
  std::chrono::milliseconds age() const;
  /// Until the service forgets it; 0 once it may have.
  std::chrono::milliseconds time_left() const;

 private:
  std::chrono::milliseconds since_submission() const;

  net::Clock::TimePoint first_seen_;
  std::chrono::milliseconds age_when_first_seen_;
};

/// What ended a call about a job, or kept it from beginning. The job itself may be paid, and the one thing not to do is
/// to pay for it again: only a failed one costs nothing.
Error with_job(Error error, CallKind call, const std::string& id);

}  // namespace segmind::call
