#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "net/loop.hpp"
#include "segmind/call_options.hpp"

namespace segmind::call {

/// A call's progress, and its reports to the program. Must be used on the loop's thread.
class ProgressReport {
 public:
  ProgressReport(net::Loop& loop, const CallOptions& options, net::Clock::TimePoint began);

  /// Starts reports every CallOptions::progress_interval. When the program's callback throws, calls `on_throw` within
  /// the catch block.
  void begin(net::Loop::Task on_throw);
  void stop() noexcept;

  void enter(Phase phase) noexcept;
  void add_bytes(std::uint64_t bytes) noexcept { progress_.bytes += bytes; }
  void expect_bytes(std::uint64_t had, std::optional<std::uint64_t> total) noexcept {
    progress_.bytes = had;
    progress_.total = total;
  }
  void set_service_state(const std::string& word) { progress_.service_state = word; }
  void set_attempt(int number) noexcept { progress_.attempt = number; }
  /// When the next attempt begins at the earliest; nothing when one is in flight.
  void set_next_attempt(std::optional<net::Clock::TimePoint> at_the_earliest) noexcept {
    next_attempt_ = at_the_earliest;
  }
  /// Reports once more if bytes arrived since the last report.
  void tell_last_bytes() noexcept;

  Phase phase() const noexcept { return progress_.phase; }

 private:
  void tick() noexcept;
  void tell() noexcept;

  net::Loop& loop_;
  const net::Clock::TimePoint began_;
  const std::chrono::milliseconds interval_;
  const Function<void(const Progress&)> on_progress_;
  net::Loop::Task on_throw_;
  Progress progress_;
  std::uint64_t told_bytes_ = 0;
  std::optional<net::Clock::TimePoint> next_attempt_;
  std::optional<net::Loop::TimerId> ticker_;
  bool stopped_ = false;
};

}  // namespace segmind::call
