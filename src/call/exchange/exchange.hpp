#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/limits.hpp"
#include "call/exchange/verdict.hpp"
#include "call/lifecycle/call.hpp"
#include "net/exchange.hpp"

namespace segmind::call {

/// The result of an exchange. The key is removed from all texts of the server.
struct Answer {
  net::Outcome outcome;
  net::Head head;                        ///< Status 0: no head came.
  std::string text;                      ///< The body, up to Terms::kept_bytes, unless take() got it.
  std::optional<Error> error;            ///< Set unless a whole 2xx answer came.
  Verdict verdict = Verdict::permanent;  ///< What a retry can do about the error.

  bool is_success() const noexcept { return head.status / 100 == 2; }
};

/// Observes an exchange. An exception ends the call.
class ExchangeObserver {
 public:
  /// Called right before the request leaves; false ends the exchange unsent.
  virtual bool may_send() noexcept { return true; }
  virtual void on_connected() {}
  virtual void on_sent() {}
  /// Called with the answer's head. True: take() gets the body; false: the body becomes Answer::text.
  virtual bool takes_body(const net::Head&) { return false; }
  /// Called with each piece of the body; false ends the exchange.
  virtual bool take(const std::byte* /*data*/, std::size_t /*size*/) { return false; }
  /// The last function called. It may destroy the exchange or start another one.
  virtual void on_answer(Answer answer) = 0;

 protected:
  ~ExchangeObserver() = default;
};

/// How long the server may be silent once connected. (Connecting has its own limit.)
struct Silence {
  std::chrono::milliseconds limit{0};
  bool each_piece = false;  ///< Each piece of the answer restarts the limit; else the answer must be whole by then.
};

/// One exchange of a call: sent once, its answer and its silence limited, logged. Must be used on the loop's thread.
/// The destructor stops it without calling the observer.
class Exchange final : private net::Listener {
 public:
  struct Terms {
    net::HttpRequest request;
    std::optional<Silence> silence;  ///< Not set: no limit.
    std::size_t kept_bytes =
        api::limits::max_answer_bytes;  ///< Limit of Answer::text; a longer body ends the exchange.
  };

  /// The terms of a GET with the key, after so many failures. The answer must be small, and whole within
  /// ClientOptions::silence_timeout.
  static Terms question(const Call& call, net::SharedAddress address, int failures,
                        std::size_t max_bytes = api::limits::max_answer_bytes);

  /// Throws std::bad_alloc, or std::runtime_error when libcurl refuses an option.
  static std::unique_ptr<Exchange> start(Call& call, Purpose purpose, Terms terms, ExchangeObserver& observer) {
    return std::unique_ptr<Exchange>(new Exchange(call, purpose, std::move(terms), observer));
  }
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

 private:
  Exchange(Call& call, Purpose purpose, Terms terms, ExchangeObserver& observer);

  bool may_send() noexcept override { return observer_.may_send(); }
  void on_connected() noexcept override;
  void on_sent() noexcept override;
  bool on_head(net::Head head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

  bool keep(const std::byte* data, std::size_t size);
  void watch();
  void on_silence();
  void end(net::Outcome outcome) noexcept;
  void judge();
  net::Outcome gone_silent() const;

  Call& call_;
  const Purpose purpose_;
  ExchangeObserver& observer_;
  const std::string method_;
  const net::SharedAddress address_;
  const std::uint64_t max_body_;
  const std::optional<Silence> silence_;
  const std::size_t kept_bytes_;
  Answer answer_;
  bool is_taken_ = false;
  bool observer_failed_ = false;  // the observer threw; the call is about to end with that error
  std::optional<net::Loop::TransferId> transfer_;
  std::optional<net::Loop::TimerId> timer_;
  net::Clock::TimePoint heard_{};
};

}  // namespace segmind::call
