#include "call/queue/poll_schedule.hpp"

#include <algorithm>

namespace segmind::call {
namespace {

using std::chrono::milliseconds;

// A job whose input is refused fails within seconds: the first poll comes early.
constexpr milliseconds first_poll{10'000};
// Before jobs usually end, the delay may be a part of the job's age.
constexpr int early_growth = 3;
// Where jobs end evenly between two times, n even steps find them with n/2 polls, half a step late on average.
constexpr int steps_while_expected = 28;
constexpr milliseconds shortest_step{5'400};  // a narrower guess is rarely a better one
constexpr milliseconds shortest_step_of_short_jobs{10};
constexpr milliseconds longest_step{60'000};
// A job of an unknown model is polled every 10 s (documented: every 5 to 10 s).
constexpr ExpectedTime unknown_time{milliseconds(0), steps_while_expected* milliseconds(10'000)};

milliseconds step(const Expectation& expectation) noexcept {
  const milliseconds shortest = std::clamp(expectation.latest / 20, shortest_step_of_short_jobs, shortest_step);
  return std::clamp((expectation.latest - expectation.earliest) / steps_while_expected, shortest, longest_step);
}

}  // namespace

void DurationHistory::add(milliseconds duration) noexcept {
  seen_[count_++ % seen_.size()] = duration;
  ++since_failure_;
}

Expectation DurationHistory::expectation(ExpectedTime told) const noexcept {
  if (count_ < enough) return {told.earliest, told.latest};
  const auto end = seen_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, seen_.size()));
  const auto [earliest, latest] = std::minmax_element(seen_.begin(), end);
  return {*earliest, *latest, true, since_failure_ < enough};
}

void ModelDurations::add(const std::string& model, milliseconds duration) {
  const std::lock_guard lock(mutex_);
  models_[model].add(duration);
}

void ModelDurations::add_failure(const std::string& model) {
  const std::lock_guard lock(mutex_);
  models_[model].add_failure();
}

Expectation ModelDurations::expectation(const std::string& model, const std::optional<ExpectedTime>& told) const {
  const std::lock_guard lock(mutex_);
  const auto known = models_.find(model);
  return known == models_.end() ? DurationHistory().expectation(expected(told))
                                : known->second.expectation(expected(told));
}

ExpectedTime ModelDurations::expected(const std::optional<ExpectedTime>& told) const noexcept {
  const ExpectedTime by_request = told.value_or(unknown_time);
  const milliseconds earliest =
      earliest_.value_or(latest_ ? std::min(by_request.earliest, *latest_) : by_request.earliest);
  return {earliest, std::max(earliest, latest_.value_or(by_request.latest))};
}

milliseconds next_poll(milliseconds age, const Expectation& expectation) noexcept {
  const milliseconds regular = step(expectation);
  const milliseconds first_regular = expectation.earliest + regular;
  if (age < expectation.earliest) {
    if (age < first_poll && expectation.ask_early) return std::min(first_poll, first_regular);
    return expectation.seen ? first_regular : std::min(age * early_growth, first_regular);
  }
  if (age < expectation.latest) return age + regular;
  const milliseconds overdue = age - expectation.latest;
  return age + std::clamp(overdue / 10 + regular, regular, longest_step);
}

}  // namespace segmind::call
