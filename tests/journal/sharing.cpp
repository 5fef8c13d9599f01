// What all who share a journal share: money, turns, a look at what there is, and word of changes.
#include <algorithm>
#include <future>

#include "conformance.hpp"

namespace segmind::testing {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class JournalSharing : public JournalConformance {
 protected:
  Spending totals(std::chrono::system_clock::time_point since = {}) {
    return journal().totals(key().scope, since).value();
  }
};

TEST_P(JournalSharing, CountsMoneyFromItsReservationToItsEnd) {
  const JournalEntry entry = begin();
  EXPECT_EQ(totals().pending, 1U);
  EXPECT_DOUBLE_EQ(totals().pending_dollars, 0.625);
  journal().leaving(key(), entry.epoch).value();
  EXPECT_DOUBLE_EQ(totals().pending_dollars, 0.625);
  journal().submitted(key(), entry.epoch, "job-1").value();
  EXPECT_DOUBLE_EQ(totals().pending_dollars, 0.625);
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::charged, 0.5)));
  EXPECT_EQ(totals().pending, 0U);
  EXPECT_EQ(totals().charged, 1U);
  EXPECT_DOUBLE_EQ(totals().charged_dollars, 0.5);
  EXPECT_EQ(totals().calls, 1U);
}

TEST_P(JournalSharing, CountsTheEstimateWhereTheCostIsNotTold) {
  ASSERT_TRUE(journal().ended(key(), leave().epoch, end(Charge::charged)));
  EXPECT_DOUBLE_EQ(totals().charged_dollars, 0.625);
}

TEST_P(JournalSharing, CountsDoubtAsMoneyAndNothingForWhatCostNothing) {
  ASSERT_TRUE(journal().ended(key("a"), leave(intention(long_lease, "a")).epoch, end(Charge::possible)));
  ASSERT_TRUE(journal().ended(key("b"), leave(intention(long_lease, "b")).epoch, end(Charge::none)));
  EXPECT_EQ(totals().possibly_charged, 1U);
  EXPECT_DOUBLE_EQ(totals().possibly_charged_dollars, 0.625);
  EXPECT_EQ(totals().pending + totals().charged, 0U);
}

TEST_P(JournalSharing, CountsOneScopeFromOneTimeOn) {
  ASSERT_TRUE(journal().ended(key(), leave().epoch, end(Charge::charged)));
  EXPECT_EQ(journal().totals({"http://127.0.0.1", "other"}, {}).value().charged, 0U);
  EXPECT_EQ(journal().totals({"http://127.0.0.2", "film"}, {}).value().charged, 0U);
  const auto left = find().attempts.front().left_at;
  EXPECT_EQ(totals(left).charged, 1U);
  EXPECT_EQ(totals(left + milliseconds(1)).charged, 0U);
  EXPECT_EQ(totals(left + milliseconds(1)).calls, 0U);
}

TEST_P(JournalSharing, RefusesWhatTheBudgetHasNoRoomFor) {
  Intention wanted = intention();
  wanted.budget = JournalBudget{1.0, {}};
  begin(wanted);
  wanted.key.text = "another";
  const Beginning second = another_handle()->begin(wanted).value();
  EXPECT_EQ(second.outcome, Outcome::over_budget);
  EXPECT_DOUBLE_EQ(second.spent.pending_dollars, 0.625);
  EXPECT_FALSE(journal().find(wanted.key).value().has_value()) << "Nothing is written.";
  wanted.budget = JournalBudget{1.25, {}};
  EXPECT_EQ(outcome(wanted), Outcome::mine);
}

TEST_P(JournalSharing, NeedsNoNewMoneyToTakeOverWhatHasItsOwn) {
  Intention wanted = intention(no_lease);
  wanted.budget = JournalBudget{0.625, {}};
  begin(wanted);
  EXPECT_EQ(outcome(wanted), Outcome::mine);
}

TEST_P(JournalSharing, SharesTurnsAmongAllWhoAskOneService) {
  EXPECT_EQ(journal().turn("http://127.0.0.1", 2).value(), milliseconds(0));
  EXPECT_EQ(another_handle()->turn("http://127.0.0.1", 2).value(), milliseconds(0));
  const milliseconds wait = journal().turn("http://127.0.0.1", 2).value();
  EXPECT_GT(wait, milliseconds(1'000));
  EXPECT_LE(wait, milliseconds(60'000));
  EXPECT_EQ(journal().turn("http://127.0.0.2", 2).value(), milliseconds(0));
  EXPECT_EQ(journal().turn("http://127.0.0.1", 3).value(), milliseconds(0)) << "A turn that was refused was not taken.";
}

TEST_P(JournalSharing, ListsWhatIsUnfinished) {
  begin(intention(long_lease, "begun"));
  leave(intention(long_lease, "leaving"));
  journal().submitted(key("submitted"), leave(intention(long_lease, "submitted")).epoch, "job").value();
  for (const auto& [text, charge] :
       {std::pair{"done", Charge::charged}, {"doubt", Charge::possible}, {"freed", Charge::none}}) {
    ASSERT_TRUE(journal().ended(key(text), leave(intention(long_lease, text)).epoch, end(charge)));
  }
  Intention elsewhere = intention();
  elsewhere.key.scope.project = "other";
  begin(elsewhere);
  std::vector<std::string> found;
  const std::vector<JournalEntry> unfinished = another_handle()->unfinished(key().scope).value();
  for (const JournalEntry& entry : unfinished) found.push_back(entry.key.text);
  EXPECT_EQ(found, (std::vector<std::string>{"begun", "leaving", "submitted", "doubt"}));
}

TEST_P(JournalSharing, ListsWhatChangedSinceThen) {
  ASSERT_TRUE(journal().ended(key("old"), leave(intention(long_lease, "old")).epoch, end(Charge::charged)));
  const auto changed = find("old").changed_at;
  EXPECT_EQ(journal().entries(key().scope, changed).value().size(), 1U);
  const auto all = journal().entries(std::nullopt, {}).value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().attempts.size(), 1U);
  EXPECT_TRUE(journal().entries(key().scope, changed + milliseconds(1)).value().empty());
  EXPECT_TRUE(journal().entries(JournalScope{"http://127.0.0.1", "other"}, {}).value().empty());
}

TEST_P(JournalSharing, WakesWhoeverWaitsWhenAnotherHandleWrites) {
  const auto other = another_handle();
  const std::uint64_t seen = journal().wait_for_change(0, milliseconds(0)).value();
  auto waiting =
      std::async(std::launch::async, [&] { return journal().wait_for_change(seen, std::chrono::minutes(1)); });
  const JournalEntry entry = other->begin(intention()).value().entry;
  ASSERT_TRUE(other->let_go(key(), entry.epoch));
  ASSERT_EQ(waiting.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_NE(waiting.get().value(), seen);
}

TEST_P(JournalSharing, MissesNoChangeBetweenLookingAndWaiting) {
  const std::uint64_t seen = journal().wait_for_change(0, milliseconds(0)).value();
  ASSERT_TRUE(another_handle()->ended(key(), leave().epoch, end(Charge::charged)));
  const auto began = Clock::now();
  EXPECT_NE(journal().wait_for_change(seen, std::chrono::seconds(30)).value(), seen);
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(10));
}

TEST_P(JournalSharing, WaitsNoLongerThanItWasTold) {
  const std::uint64_t seen = journal().wait_for_change(0, milliseconds(0)).value();
  EXPECT_EQ(journal().wait_for_change(seen, milliseconds(30)).value(), seen);
}

TEST_P(JournalSharing, StopsWaitingWithin100MsOfBeingTold) {
  const std::uint64_t seen = journal().wait_for_change(0, milliseconds(0)).value();
  const CancellationSource stop;
  std::promise<void> begun;
  auto waiting = std::async(std::launch::async, [&] {
    begun.set_value();
    return journal().wait_for_change(seen, std::chrono::minutes(1), stop.token());
  });
  begun.get_future().wait();
  stop.cancel();
  ASSERT_EQ(waiting.wait_for(milliseconds(100)), std::future_status::ready);
  const auto told = waiting.get();
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().kind, ErrorKind::cancelled);
}

TEST_P(JournalSharing, WritesNothingOnceItWasToldToStop) {
  const CancellationSource stop;
  stop.cancel();
  const auto told = journal().begin(intention(), stop.token());
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().kind, ErrorKind::cancelled);
  EXPECT_FALSE(journal().find(key()).value().has_value());
}

INSTANTIATE_TEST_SUITE_P(Of, JournalSharing, ::testing::Values(engine()), name_of);

}  // namespace
}  // namespace segmind::testing
