#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "call/engine.hpp"
#include "call/recovery/record_search.hpp"
#include "segmind/job.hpp"
#include "segmind/media.hpp"
#include "segmind/operation.hpp"
#include "segmind/request.hpp"

namespace segmind::call {

/// A request that may have left, and of which nothing else is known here.
struct LostRequest {
  Request request;
  bool has_body = true;  ///< False: its record can be told by its id alone.
  net::Clock::TimePoint sent{};
  std::string id{};                   ///< As the service told it; empty while unknown.
  std::shared_ptr<Claim> claim{};     ///< Of its intention, which then owns the record; null: none.
  CallKind kind = CallKind::recover;  ///< Of the call that looks for it.
  Charge charge = Charge::possible;   ///< What it may have cost, as long as no record is found.
  RecordSearch::Patience patience = RecordSearch::Patience::until_settled;
  std::optional<net::Clock::TimePoint> settled_at{};   ///< As in RecordSearch::Terms.
  std::optional<net::Clock::TimeOfDay> drawn_since{};  ///< Likewise.
  bool only_what_may_be_paid = false;                  ///< Likewise.
  /// Told before the call fails because there is no record. May be empty.
  std::function<void(const RecordSearch::Nothing&)> on_nothing{};

  RecordSearch::Terms terms(const Call& call, RecordHolder& owner, RecordSearch::Wanted wanted) const;
  /// How the call fails then.
  Error not_found(const RecordSearch::Nothing& nothing) const;
};

/// Finds a request in the account's records and fetches its clip. Thread-safe. Throws std::bad_alloc at the most.
Operation<Media> recover(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options);
/// The same for a submission: its job, which may be under way.
Operation<Job> recover_job(const std::shared_ptr<Engine>& engine, LostRequest lost, const CallOptions& options);

/// The same for a request that left then, or later.
Operation<Media> recover(const std::shared_ptr<Engine>& engine, const Request& request,
                         std::chrono::system_clock::time_point sent_after, const CallOptions& options);

/// That moment on the client's steady clock.
net::Clock::TimePoint moment_of(const Engine& engine, std::chrono::system_clock::time_point time) noexcept;

}  // namespace segmind::call
