#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "call/exchange/failure.hpp"
#include "call/journal/leases.hpp"
#include "net/loop.hpp"
#include "segmind/journal.hpp"

namespace segmind::call {

/// A client's access to its journal. One thread, which starts with the first question, does what blocks, in the order
/// in which it was asked. Thread-safe; answers come on the loop's thread. A function that throws, which is
/// std::bad_alloc or std::system_error, has asked nothing.
class JournalDesk {
 public:
  /// How long others leave an entry alone. Prolonged as long as the client works on it.
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
    struct Asked {
      Question question;
      std::function<void(Result<T>)> answer;
      std::optional<Result<T>> told;
    };
    auto asked = std::make_shared<Asked>(Asked{std::move(question), std::move(answer), {}});
    post({[this_loop = work_, asked = std::move(asked)](Journal& journal, const CancellationToken& stop) {
            if (!asked->told) asked->told = without_exceptions([&] { return asked->question(journal, stop); });
            const bool is_posted = to_loop(*this_loop, [asked] {
              const auto tell = std::move(asked->answer);  // what it holds is dropped here
              tell(std::move(*asked->told));
            });
            return is_posted ? Done::yes : Done::again;
          },
          {}});
  }

  /// Reports what became of a request, again and again until the journal takes it.
  void report(std::function<Result<void>(Journal&, const CancellationToken&)> report);

  /// Runs `on_change` once, when the journal has changed since `seen` or some seconds have passed.
  void watch(std::uint64_t seen, std::function<void()> on_change);

  /// hold(): an entry is worked on. let_go(): no longer. Leases are prolonged while any entry is held.
  void hold() noexcept;
  void let_go() noexcept;

  /// How long they last.
  const Leases& leases() const noexcept;

  /// Hands in the reports that are left, for 100 ms at most. No answer comes any more.
  void close() noexcept;

 private:
  enum class Done { yes, again };
  struct Task {
    std::function<Done(Journal&, const CancellationToken&)> run;
    std::chrono::steady_clock::time_point not_before;
  };
  struct Work;  // shared with the thread, which may outlive the client

  void post(Task task);
  /// False: there is no memory for it now. True where the client has gone, too.
  static bool to_loop(Work& work, const net::Loop::Task& task) noexcept;
  static void run(const std::shared_ptr<Work>& work) noexcept;

  const std::string owner_;
  const std::shared_ptr<Work> work_;
  std::thread thread_;
};

}  // namespace segmind::call
