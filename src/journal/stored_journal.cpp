#include "journal/stored_journal.hpp"

#include <random>
#include <utility>

#include "journal/rules.hpp"
#include "os/process.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal {
namespace {

Mark draw_mark() {
  std::random_device device;
  const std::uint64_t bits = (std::uint64_t{device()} << 32) | device();
  return static_cast<Mark>(bits >> 1) | 1;  // positive, and never that of a row that was not written yet
}

// The error after a failed allocation or a defect. Nobody knows whether the change was made.
template <typename Step>
auto without_exceptions(Step&& step) noexcept -> decltype(step()) {
  try {
    return step();
  } catch (const Exception& exception) {
    return exception.error();
  } catch (const std::exception& exception) {
    return journal_error(std::string("The journal failed: ") + exception.what());
  } catch (...) {
    return detail::out_of_memory();
  }
}

class StoredJournal final : public Journal {
 public:
  explicit StoredJournal(std::unique_ptr<Store> store) : store_(std::move(store)) {}
  ~StoredJournal() override {
    if (!is_in_its_process()) static_cast<void>(store_.release());  // its connections are the parent's
  }

  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    Beginning told;
    const Mark mark = draw_mark();
    return changed(intention.key, stop, told, [&](std::optional<Row>& row, Transaction& transaction) {
      told = {};
      return rules::begin(row, transaction, intention, mark, told);
    });
  }

  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    Leave told = Leave::no_longer_yours;
    const Mark mark = draw_mark();
    return changed(key, stop, told, [&](std::optional<Row>& row, Transaction& transaction) {
      return rules::leaving(row, transaction.now(), epoch, mark, told);
    });
  }

  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& record_id,
                              const CancellationToken& stop) override {
    Ownership told = Ownership::another_intention;
    return changed(key, stop, told, [&](std::optional<Row>& row, Transaction& transaction) {
      return rules::submitted(row, transaction, epoch, record_id, told);
    });
  }

  Result<std::vector<std::string>> of_others(const JournalKey& key, const std::vector<std::string>& record_ids,
                                             const CancellationToken& stop) override {
    std::vector<std::string> told;
    if (record_ids.empty()) return told;
    return changed(key, stop, told, [&](std::optional<Row>&, Transaction& transaction) {
      told.clear();
      for (const std::string& id : record_ids) {
        if (transaction.is_of_another(key, id)) told.push_back(id);
      }
      return Write::no;
    });
  }

  Result<void> unpaid(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return changed(key, stop,
                   [&](std::optional<Row>& row, Transaction&) -> Write { return rules::unpaid(row, epoch); });
  }

  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    return changed(key, stop, [&](std::optional<Row>& row, Transaction& transaction) -> Write {
      return rules::ended(row, transaction, epoch, end);
    });
  }

  Result<Beginning> begin_again(const JournalKey& key, std::uint64_t epoch, double dollars,
                                const std::optional<JournalBudget>& budget, const CancellationToken& stop) override {
    Beginning told;
    const Mark mark = draw_mark();
    return changed(key, stop, told, [&](std::optional<Row>& row, Transaction& transaction) {
      told = {};
      return rules::begin_again(row, transaction, epoch, dollars, budget, mark, told);
    });
  }

  Result<void> let_go(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return changed(key, stop, [&](std::optional<Row>& row, Transaction& transaction) -> Write {
      return rules::let_go(row, transaction.now(), epoch);
    });
  }

  Result<void> renew(const std::string& owner, std::chrono::milliseconds lease,
                     const CancellationToken& stop) override {
    return asked<void>(stop, [&] { return store_->renew(owner, lease, stop); });
  }

  Result<std::chrono::milliseconds> turn(const std::string& service, int per_minute,
                                         const CancellationToken& stop) override {
    return asked<std::chrono::milliseconds>(stop, [&] { return store_->turn(service, std::max(per_minute, 1), stop); });
  }

  Result<Spending> totals(const JournalScope& scope, TimePoint since, const CancellationToken& stop) override {
    return asked<Spending>(stop, [&] { return store_->totals(scope, since, stop); });
  }

  Result<std::optional<JournalEntry>> find(const JournalKey& key, const CancellationToken& stop) override {
    return asked<std::optional<JournalEntry>>(stop, [&] { return store_->find(key, stop); });
  }

  Result<std::vector<JournalEntry>> unfinished(const JournalScope& scope, const CancellationToken& stop) override {
    return asked<std::vector<JournalEntry>>(stop, [&] { return store_->entries({scope, true, {}}, stop); });
  }

  Result<std::vector<JournalEntry>> entries(const std::optional<JournalScope>& scope, TimePoint since,
                                            const CancellationToken& stop) override {
    return asked<std::vector<JournalEntry>>(stop, [&] { return store_->entries({scope, false, since}, stop); });
  }

  Result<std::uint64_t> wait_for_change(std::uint64_t seen, std::chrono::milliseconds longest,
                                        const CancellationToken& stop) override {
    return asked<std::uint64_t>(stop, [&] { return store_->wait_for_change(seen, longest, stop); });
  }

 private:
  bool is_in_its_process() const noexcept { return process_ == os::current_process(); }

  template <typename T, typename Ask>
  Result<T> asked(const CancellationToken& stop, Ask&& ask) noexcept {
    return without_exceptions([&]() -> Result<T> {
      if (!is_in_its_process()) return journal_error("A child of fork() must open a journal of its own.");
      if (stop.is_cancelled()) return interrupted();
      if constexpr (std::is_void_v<T>) {
        ask();
        return {};
      } else {
        return ask();
      }
    });
  }

  Result<void> changed(const JournalKey& key, const CancellationToken& stop, const Change& change) noexcept {
    return asked<void>(stop, [&] { store_->change(key, change, stop); });
  }

  template <typename T>
  Result<T> changed(const JournalKey& key, const CancellationToken& stop, T& told, const Change& change) noexcept {
    return asked<T>(stop, [&]() -> Result<T> {
      store_->change(key, change, stop);
      return std::move(told);
    });
  }

  std::unique_ptr<Store> store_;
  const long process_ = os::current_process();
};

}  // namespace

std::shared_ptr<Journal> journal_in(std::unique_ptr<Store> store) {
  return std::make_shared<StoredJournal>(std::move(store));
}

Result<std::shared_ptr<Journal>> opened(const std::function<std::unique_ptr<Store>()>& open) noexcept {
  return without_exceptions([&]() -> Result<std::shared_ptr<Journal>> { return journal_in(open()); });
}

Result<void> done(const std::function<void()>& run) noexcept {
  return without_exceptions([&]() -> Result<void> {
    run();
    return {};
  });
}

Error journal_error(std::string message) {
  Error error;
  error.kind = ErrorKind::journal;
  error.message = std::move(message);
  return error;
}

Error interrupted() {
  Error error;
  error.kind = ErrorKind::cancelled;
  error.message = "The journal was told to stop.";
  return error;
}

}  // namespace segmind::journal
