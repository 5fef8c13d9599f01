#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

#include "call/clip/sink_writer.hpp"
#include "call/exchange/failure.hpp"
#include "segmind/batch.hpp"
#include "segmind/media.hpp"

namespace segmind::call {

/// The options of a batch's calls. Refuses calls whose result nobody would receive.
template <typename T>
class BatchCalls {
 public:
  /// `options` must outlive it.
  BatchCalls(const BatchOptions& options, bool results_are_taken)
      : options_for_(options.options_for), results_are_taken_(results_are_taken) {}

  /// Calls BatchOptions::options_for; an exception becomes an error.
  Result<CallOptions> options_of(std::size_t index) const {
    try {
      return options_for_ ? options_for_(index) : CallOptions();
    } catch (...) {
      Error error;
      error.kind = ErrorKind::invalid_request;
      error.message = "BatchOptions::options_for threw an exception: " + words_of_current_exception() + '.';
      return error;
    }
  }

  /// Why the whole batch is refused: without options_for, no call could keep its result.
  std::optional<Error> refusal_of_all() const { return options_for_ ? std::nullopt : refusal_of_lost(CallOptions()); }

  /// Why the next call is refused. Thread-safe.
  std::optional<Error> refusal_of(const CallOptions& options) {
    if (std::optional<Error> refusal = refusal_of_lost(options)) return refusal;
    const Sink& sink = options.sink;
    if (!makes_clips || sink.kind() != Sink::Kind::file) return std::nullopt;
    std::string place = place_of(sink.path());
    const std::lock_guard lock(mutex_);
    if (places_.insert(std::move(place)).second) return std::nullopt;
    return refused_option("sink", sink.path(),
                          "Give each clip of a batch its own path; otherwise one clip replaces another.");
  }

 private:
  static constexpr bool makes_clips = std::is_same_v<T, Media>;

  std::optional<Error> refusal_of_lost(const CallOptions& options) const {
    const bool keeps_it =
        makes_clips ? options.sink.kind() != Sink::Kind::memory : static_cast<bool>(options.on_submitted);
    if (results_are_taken_ || keeps_it) return std::nullopt;
    return refused_option("on_result", "",
                          makes_clips ? "Give a function that takes the clips, or give each call a file in "
                                        "BatchOptions::options_for; otherwise the clips are paid for and lost."
                                      : "Give a function that takes the jobs, or set CallOptions::on_submitted of each "
                                        "call; otherwise the jobs are paid for and lost.");
  }

  const Function<CallOptions(std::size_t)>& options_for_;
  const bool results_are_taken_;
  std::mutex mutex_;
  std::set<std::string> places_;  // canonical paths of all clips so far
};

}  // namespace segmind::call
