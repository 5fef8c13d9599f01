#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "call/clip/file_claims.hpp"
#include "call/exchange/rate_limiter.hpp"
#include "call/exchange/secret.hpp"
#include "call/exchange/standard_addresses.hpp"
#include "call/exchange/standard_headers.hpp"
#include "call/paid/ledger.hpp"
#include "call/paid/paid_work.hpp"
#include "call/queue/poll_schedule.hpp"
#include "call/recovery/records_desk.hpp"
#include "net/loop.hpp"
#include "segmind/call_options.hpp"
#include "segmind/journal.hpp"

namespace segmind::call {

class Call;
class JournalDesk;

/// What a client was told once: checked, and never changed.
struct Settings {
  Secret key;
  std::string base_url;           ///< Without a slash at the end.
  std::string storage_url;        ///< Likewise.
  std::string records_url;        ///< Likewise; empty for nowhere.
  bool recovers = true;           ///< From the records, where these are somewhere.
  std::string user_agent;         ///< The header line.
  bool loopback_allowed = false;  ///< The service itself is on the loopback interface, so its files may be there too.
  std::chrono::milliseconds connect_timeout{0};
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds silence_timeout{0};
  std::uint64_t max_response_bytes = 0;
  int requests_per_minute = 0;
  RetryPolicy retry;
  std::optional<std::chrono::milliseconds> expected_earliest;  ///< Not set: what each request says of itself.
  std::optional<std::chrono::milliseconds> expected_latest;    ///< Likewise.
  std::optional<double> spending_limit;
  std::shared_ptr<Journal> journal;  ///< Null: none.
  std::string project;
  std::chrono::system_clock::time_point spending_since;
  std::chrono::milliseconds records_settle{0};
  bool keep_requests = false;
  Function<void(std::string_view)> log;
};

/// The loop of a client, and the calls that are under way in it.
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  /// Throws what net::Loop's constructor throws.
  Engine(Settings settings, std::unique_ptr<net::Transport> transport, std::shared_ptr<const net::Clock> clock,
         net::Loop::Thread thread);
  ~Engine();

  /// Ends every call with ErrorKind::cancelled, those that need a moment after that, and the thread with them. Not from
  /// the loop's thread.
  void shut_down() noexcept;

  /// Begins nothing that pays any more, and waits until nothing that pays is under way: at most so long, and not on the
  /// loop's thread. Whether that is so.
  bool drain(std::chrono::milliseconds limit) noexcept;
  bool is_draining() const noexcept { return draining_; }

  /// Requests that pay, from their money's reservation to their end.
  PaidWork& paid_requests() noexcept { return paid_requests_; }
  /// Of these, submissions that have left and have no answer yet.
  PaidWork& unheard_submissions() noexcept { return unheard_submissions_; }

  /// Where no thread can be had for that, or it is not this process's to shut down: the engine is never destroyed.
  void abandon() noexcept { kept_ = shared_from_this(); }

  const Settings& settings() const noexcept { return settings_; }
  const StandardHeaders& headers() const noexcept { return headers_; }
  StandardAddresses& addresses() noexcept { return addresses_; }
  net::Loop& loop() noexcept { return loop_; }
  const net::Clock& clock() const noexcept { return loop_.clock(); }
  RateLimiter& limiter() noexcept { return limiter_; }
  ModelDurations& durations() noexcept { return durations_; }
  FileClaims& file_claims() noexcept { return file_claims_; }
  Ledger& ledger() noexcept { return ledger_; }
  /// Null: the client has no journal.
  JournalDesk* journal() noexcept { return journal_.get(); }
  /// Numbers the intentions that have no key.
  std::uint64_t next_intention() noexcept { return ++intentions_; }
  RecordsDesk& records() noexcept { return records_; }

  /// Tells the program's log of one exchange. Query and body stay out: they may hold what is private.
  void log(std::string_view method, std::string_view url, int status, const net::Outcome& outcome) noexcept;
  /// From a catch block, on any thread: the log is the last that can be told of what it caught.
  void tell_exception(const char* who) noexcept;

  /// From any thread: a call has begun, and one has ended.
  void announce() noexcept { ++calls_begun_; }
  void retract() noexcept { --calls_begun_; }

  // On the loop's thread: a call is kept alive while it is under way.
  void enter(std::shared_ptr<Call> call);
  void leave(const Call& call) noexcept;

  /// For a client without a thread, see Client::pump().
  bool pump() noexcept;

 private:
  void tell_log(const std::string& line) noexcept;
  void end_calls(bool (*which)(const Call&)) noexcept;

  std::shared_ptr<Engine> kept_;
  const Settings settings_;
  const StandardHeaders headers_;
  StandardAddresses addresses_;
  using Calls = std::unordered_map<const Call*, std::shared_ptr<Call>>;
  Calls calls_;
  Calls::iterator next_to_end_ = calls_.end();  // the end of one call may be the end of others
  std::atomic<std::size_t> calls_begun_{0};  // and not yet ended
  PaidWork paid_requests_;
  PaidWork unheard_submissions_;
  std::atomic<bool> draining_{false};
  net::Loop loop_;
  RateLimiter limiter_;
  ModelDurations durations_;
  FileClaims file_claims_;
  Ledger ledger_;
  RecordsDesk records_;
  const std::unique_ptr<JournalDesk> journal_;
  std::atomic<std::uint64_t> intentions_{0};
};

}  // namespace segmind::call
