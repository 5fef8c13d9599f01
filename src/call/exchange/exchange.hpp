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

/// What became of an exchange. The key is taken out of all that the other side has said.
struct Answer {
  net::Outcome outcome;
  net::Head head;                        ///< Status 0: none came.
  std::string text;                      ///< What was kept of the body.
  std::optional<Error> error;            ///< Where it is no whole success.
  Verdict verdict = Verdict::permanent;  ///< Of the error.

  bool is_success() const noexcept { return head.status / 100 == 2; }
};

/// Told of an exchange. What it throws ends the call.
class ExchangeObserver {
 public:
  /// Asked when the request could leave; false keeps it here.
  virtual bool may_send() noexcept { return true; }
  virtual void on_connected() {}
  virtual void on_sent() {}
  /// The head of an answer is here. True: take() gets the body; else it is kept as text.
  virtual bool takes_body(const net::Head&) { return false; }
  /// False: no more is wanted.
  virtual bool take(const std::byte* /*data*/, std::size_t /*size*/) { return false; }
  /// The last call. The exchange may be destroyed, or another begun, meanwhile.
  virtual void on_answer(Answer answer) = 0;

 protected:
  ~ExchangeObserver() = default;
};

/// How long the other side may say nothing, counted from the connection on: making one has a limit of its own.
struct Silence {
  std::chrono::milliseconds limit{0};
  bool each_piece = false;  ///< Each piece of the answer begins it anew; else the answer must be whole by then.
};

/// One exchange of a call: sent once; its answer bounded, its silence limited; told to the program's log. Belongs to
/// the loop's thread. Destroying it ends it without a word.
class Exchange final : private net::Listener {
 public:
  struct Terms {
    net::HttpRequest request;
    std::optional<Silence> silence;  ///< Nothing: silence is normal.
    std::size_t kept_bytes =
        api::limits::max_answer_bytes;  ///< Of a body that nobody takes. More of it ends the exchange.
  };

  /// Of a GET with the key that has failed so often. Its answer is small, and must be whole within
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
  bool observer_failed_ = false;  // it threw, and the call is about to end with that
  std::optional<net::Loop::TransferId> transfer_;
  std::optional<net::Loop::TimerId> timer_;
  net::Clock::TimePoint heard_{};
};

}  // namespace segmind::call
