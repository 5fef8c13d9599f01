#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "segmind/error.hpp"
#include "segmind/money.hpp"
#include "text/money.hpp"

namespace segmind::call {

/// What a client has spent and has reserved. Money is reserved before a paid request leaves, so that concurrent calls
/// cannot cross the limit together. Thread-safe.
class Ledger {
 public:
  /// In US dollars; nothing for no limit.
  explicit Ledger(std::optional<double> limit);

  /// Reserves money for one attempt. An Error: no room under the limit. `again`: the call has sent before.
  [[nodiscard]] std::optional<Error> reserve(double dollars, bool again = false);
  /// Books reserved money: the charge, and the cost where the service told it.
  void settle(double reserved, Charge charge, std::optional<double> cost);

  /// Money that was set aside for a submission stays so for its job,
  void submitted(const std::string& id, double reserved);
  /// A job that another client, or another process, has submitted counts from now on; its cost is not known yet.
  void resumed(const std::string& id);
  /// until the job's end is seen. May be told more than once, and of jobs that are not this client's.
  void job_ended(const std::string& id, Charge charge, std::optional<double> cost);

  Spending spending() const;

 private:
  using Money = text::Money;

  struct Account {
    std::uint64_t count = 0;
    Money sum = 0;
    void add(Money money) noexcept;
    void remove(Money money) noexcept;
  };

  struct Job {
    Money money = 0;
    std::optional<Charge>
        ended;  // charged: at the estimate, the cost may still be told; possible: it may still be seen
  };

  Error refusal(Money wanted, Money used) const;
  void book(Charge charge, Money money) noexcept;

  const std::optional<Money> limit_;
  mutable std::mutex mutex_;
  std::uint64_t calls_ = 0;
  Account charged_;
  Account possible_;
  Account pending_;
  std::unordered_map<std::string, Job> jobs_;
  std::unordered_set<std::size_t> done_;  // hashes of the ids of those that are no longer there: taken up again, they
                                          // cost nothing more
};

}  // namespace segmind::call
