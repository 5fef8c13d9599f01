#pragma once

#include <functional>
#include <string>

#include "call/clip/downloads.hpp"
#include "call/recovery/record_search.hpp"

namespace segmind::call {

/// Finds a request in the account's records and fetches its clip, as a part of a call's step.
class RecoveredClip {
 public:
  /// One of these is told at the end. The clip must not be destroyed meanwhile.
  struct Events {
    std::function<void(Receipt)> on_clip;                   ///< The sink has it.
    std::function<void(Error)> on_failed;                   ///< The request has failed, or its clip cannot be had.
    std::function<void(RecordSearch::Nothing)> on_nothing;  ///< No record was found.
  };

  RecoveredClip(Call& call, SinkWriter& sink, Output output, RecordSearch::Terms terms, Events events);

  void begin() { search_.begin(); }
  void stop() noexcept;

  /// The request's charge by its record; `otherwise` where no record says.
  Charge charge(Charge otherwise) const noexcept;
  bool is_complete() const noexcept { return state_ == State::complete; }
  /// What the record says, once the request is complete.
  const Receipt& receipt() const noexcept { return receipt_; }
  /// Of the record that was found.
  const std::string& id() const noexcept { return id_; }
  const std::string& address() const noexcept { return downloads_.address(); }
  RecordSearch::Nothing so_far() const { return search_.so_far(); }
  std::string last_problem() const {
    std::string problem = downloads_.last_problem();
    return problem.empty() ? problem_ : problem;
  }

 private:
  enum class State {
    looking,
    complete,     ///< Its record says so: the clip is fetched.
    failed,       ///< So says the record of its id.
    seems_failed  ///< So says a record that was found by what was sent.
  };

  void on_found(RecordSearch::Found found);
  void on_nothing(RecordSearch::Nothing nothing);
  void on_fetched(Download::End end, std::optional<Error> error);
  void fail(const RecordSearch::Found& found);
  void fetch(api::ToldRecord record);

  Call& call_;
  const Events events_;
  State state_ = State::looking;
  std::string id_;
  Receipt receipt_;
  std::optional<net::Clock::TimeOfDay> made_;
  std::optional<Error> not_fetched_;
  std::string problem_;
  Downloads downloads_;
  RecordSearch search_;
};

/// A failure that was found by what was sent: it may be that of another program's equal request.
inline bool is_doubtful_failure(const RecordSearch::Found& found) noexcept {
  return found.record.state == RecordState::failed && !found.by_id;
}
Error told_of_failure(const RecordSearch::Found& found);

/// Where to look for the record of a request.
Sought sought_for(const Call& call, const Request& request, net::Clock::TimePoint sent, const std::string& id);

}  // namespace segmind::call
