#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "segmind/journal.hpp"

namespace segmind::testing {

/// Where the journal of one test is kept: empty at first, gone in the end.
class Storage {
 public:
  virtual ~Storage() = default;
  /// Another handle on it, as another process would have.
  virtual std::shared_ptr<Journal> open() = 0;
};

/// An engine that must keep the rules.
struct JournalEngine {
  std::string name;
  bool is_shared_by_processes = false;
  std::function<std::unique_ptr<Storage>()> new_storage;
};

/// The one that the program of a test was made for.
JournalEngine engine();

/// Ready-made for tests: `begin` that must succeed, and values with only what matters here.
class JournalConformance : public ::testing::TestWithParam<JournalEngine> {
 protected:
  using Outcome = Beginning::Outcome;
  static constexpr std::chrono::milliseconds long_lease{600'000};
  static constexpr std::chrono::milliseconds no_lease{0};  // whoever comes next takes it over

  static JournalKey key(const std::string& text = "shot-042") { return {{"http://127.0.0.1", "film"}, text}; }

  static Intention intention(std::chrono::milliseconds lease = long_lease, const std::string& text = "shot-042") {
    Intention wanted;
    wanted.key = key(text);
    wanted.owner = "somebody";
    wanted.lease = lease;
    wanted.digest = "a digest";
    wanted.model = "a-model";
    wanted.dollars = 0.625;
    return wanted;
  }

  static JournalEnd end(Charge charge, std::optional<double> cost = std::nullopt) {
    JournalEnd end;
    end.charge = charge;
    end.cost = cost;
    return end;
  }

  JournalEntry begin(const Intention& wanted = intention()) {
    const Beginning told = journal().begin(wanted).value();
    EXPECT_EQ(told.outcome, Outcome::mine);
    return told.entry;
  }
  /// An entry whose request has left, and the epoch that sent it.
  JournalEntry leave(const Intention& wanted = intention()) {
    const JournalEntry entry = begin(wanted);
    EXPECT_EQ(journal().leaving(wanted.key, entry.epoch).value(), Leave::may_leave);
    return find(wanted.key.text);
  }
  JournalEntry find(const std::string& text = "shot-042") { return journal().find(key(text)).value().value(); }
  Outcome outcome(const Intention& wanted) { return journal().begin(wanted).value().outcome; }

  Journal& journal() { return *journal_; }
  std::shared_ptr<Journal> another_handle() { return storage_->open(); }
  void reopen() {
    journal_.reset();
    journal_ = storage_->open();
  }
  void close() { journal_.reset(); }

 private:
  const std::unique_ptr<Storage> storage_ = GetParam().new_storage();
  std::shared_ptr<Journal> journal_ = storage_->open();
};

inline std::string name_of(const ::testing::TestParamInfo<JournalEngine>& info) { return info.param.name; }

}  // namespace segmind::testing
