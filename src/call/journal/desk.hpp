#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/leases.hpp"
#include "net/loop.hpp"
#include "segmind/journal.hpp"

namespace segmind::call {

/// Where a client's calls reach its journal: one thread does what blocks, in the order in which it was asked. The
/// thread starts with the first question. Thread-safe; answers come on the loop's thread. What asks throws
/// std::bad_alloc or std::system_error, and then asks nothing.
class JournalDesk {
 public:
  /// How long others leave an entry alone whose owner is not heard of. Prolonged meanwhile.
  static constexpr std::chrono::milliseconds lease{30'000};

  JournalDesk(std::shared_ptr<Journal> journal, net::Loop& loop);
  ~JournalDesk();
  JournalDesk(const JournalDesk&) = delete;
  JournalDesk& operator=(const JournalDesk&) = delete;

  /// Names this client among all that share the journal.
  const std::string& owner() const noexcept { return owner_; }

  /// Runs `question`, a function from (Journal&, const CancellationToken&) to Result<T>, and hands its result to
  /// `answer`.
  template <typename T, typename Question>
  void ask(Question question, std::function<void(Result<T>)> answer) {
    post({[this_loop = work_, question = std::move(question), answer = std::move(answer)](
              Journal& journal, const CancellationToken& stop) mutable {
            auto told = std::make_shared<Result<T>>(question(journal, stop));
            to_loop(*this_loop, [told, answer = std::move(answer)] { answer(std::move(*told)); });
            return Done::yes;
          },
          {}});
  }

  /// What became of a request. Told again, every now and then, until the journal takes it.
  void report(std::function<Result<void>(Journal&, const CancellationToken&)> report);

  /// Runs `on_change` once, when the journal has changed since `seen` or some seconds have passed.
  void watch(std::uint64_t seen, std::function<void()> on_change);

  /// An entry is worked on, and no longer: while there are any, their leases are prolonged.
  void hold() noexcept;
  void let_go() noexcept;

  /// How long they last.
  const Leases& leases() const noexcept;

  /// Hands in what is left, as far as that takes no longer than 100 ms. No answer comes any more.
  void close() noexcept;

 private:
  enum class Done { yes, again };
  struct Task {
    std::function<Done(Journal&, const CancellationToken&)> run;
    std::chrono::steady_clock::time_point not_before;
  };
  struct Work;  // shared with the thread, which may outlive the client

  void post(Task task);
  static void to_loop(Work& work, const net::Loop::Task& task);
  static void run(const std::shared_ptr<Work>& work) noexcept;

  const std::string owner_;
  const std::shared_ptr<Work> work_;
};

}  // namespace segmind::call
