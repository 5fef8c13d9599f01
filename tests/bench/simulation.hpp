#pragma once

// Simulates the service's queue and the clock. Calls, rate limiter, poll schedule and parsing are the library's own.
// Every exchange takes 0.1 s. A loop that waits advances the clock to the next event.

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>

#include "net/clock.hpp"
#include "net/transport.hpp"

namespace bench {

struct Seen {
  std::uint64_t submits = 0;
  std::uint64_t polls = 0;      ///< Queries about a job: status and result.
  std::uint64_t downloads = 0;  ///< Not counted by the API's rate limit.
  std::uint64_t most_in_a_minute = 0;
};

class SimulatedClock final : public segmind::net::Clock {
 public:
  segmind::net::TimePoint now() const noexcept override { return start_ + passed_; }
  TimeOfDay time_of_day() const noexcept override { return day_ + passed_; }

  std::chrono::milliseconds passed() const { return passed_; }
  void pass(std::chrono::milliseconds time) { passed_ += time; }

 private:
  const segmind::net::TimePoint start_ = std::chrono::steady_clock::now();
  const TimeOfDay day_ = std::chrono::system_clock::now();
  std::chrono::milliseconds passed_{0};
};

/// Answers like the service. Jobs take 330 to 490 s.
class SimulatedService {
 public:
  explicit SimulatedService(const SimulatedClock& clock) : clock_(clock) {}

  segmind::net::Head answer(const segmind::net::HttpRequest& request, std::string& body);
  const Seen& seen() const { return seen_; }

 private:
  void count_api_request();
  std::string submitted();
  std::string report(const std::string& url);

  const SimulatedClock& clock_;
  Seen seen_;
  std::deque<segmind::net::TimePoint> last_minute_;
  std::unordered_map<std::string, segmind::net::TimePoint> jobs_;  // end time by id
  std::mt19937 random_{42};
  std::uniform_int_distribution<int> duration_ms_{330'000, 490'000};
};

/// Passes exchanges to the service, in order, and advances the clock while the loop waits.
class SimulatedTransport final : public segmind::net::Transport {
 public:
  SimulatedTransport(std::shared_ptr<SimulatedClock> clock, std::shared_ptr<SimulatedService> service)
      : clock_(std::move(clock)), service_(std::move(service)) {}

  ExchangeId start(segmind::net::HttpRequest request, segmind::net::Listener& listener) override;
  void stop(ExchangeId id) noexcept override { under_way_.erase(id); }
  void stop_silent(ExchangeId id) noexcept override { stop(id); }
  bool turn(std::chrono::milliseconds longest) noexcept override;
  bool is_closing() const noexcept override { return false; }
  void wake() noexcept override {}
  void close() noexcept override {}
  void end() noexcept override { under_way_.clear(); }

 private:
  struct Exchange {
    segmind::net::HttpRequest request;
    segmind::net::Listener* listener;
    segmind::net::TimePoint ends;
  };
  void finish(const Exchange& exchange);

  const std::shared_ptr<SimulatedClock> clock_;
  const std::shared_ptr<SimulatedService> service_;
  std::map<ExchangeId, Exchange> under_way_;  // ordered by id, and so by end time
  ExchangeId last_id_ = 0;
};

}  // namespace bench
