// Paying twice, which only the program may permit.
#include "conformance.hpp"

namespace segmind::testing {
namespace {

class JournalPermission : public JournalConformance {
 protected:
  Beginning permit(std::uint64_t epoch, std::optional<JournalBudget> budget = std::nullopt) {
    return journal().begin_again(key(), epoch, 0.625, budget).value();
  }
  /// Sent by one, taken over by another, which has the permission to send it again.
  void take_over_and_permit() {
    first_ = leave(intention(no_lease)).epoch;
    const Beginning again = permit(begin().epoch);
    ASSERT_EQ(again.outcome, Outcome::mine);
    second_ = again.entry.epoch;
  }
  Leave leaving(std::uint64_t epoch) { return journal().leaving(key(), epoch).value(); }

  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
};

TEST_P(JournalPermission, IsGivenANewEpochThatMayLeaveOnce) {
  take_over_and_permit();
  EXPECT_EQ(second_, first_ + 2);
  EXPECT_EQ(find().state, JournalState::begun);
  EXPECT_EQ(leaving(first_), Leave::no_longer_yours);
  EXPECT_EQ(leaving(first_ + 1), Leave::no_longer_yours);
  EXPECT_EQ(leaving(second_), Leave::may_leave);
  EXPECT_EQ(leaving(second_), Leave::no_longer_yours);
  EXPECT_EQ(find().attempts.size(), 2U);
}

TEST_P(JournalPermission, IsTheOwnersAlone) {
  const JournalEntry first = leave(intention(no_lease));
  begin();
  EXPECT_EQ(permit(first.epoch).outcome, Outcome::in_flight);
  EXPECT_EQ(find().state, JournalState::leaving);
}

TEST_P(JournalPermission, IsNoneForWhatHasAnIdOrIsDoneOrHasNotLeft) {
  EXPECT_EQ(permit(1).outcome, Outcome::in_flight);
  EXPECT_EQ(permit(begin().epoch).outcome, Outcome::in_flight);
  const auto epoch = find().epoch;
  ASSERT_EQ(leaving(epoch), Leave::may_leave);
  journal().submitted(key(), epoch, "job-1").value();
  EXPECT_EQ(permit(epoch).outcome, Outcome::in_flight);
  ASSERT_TRUE(journal().ended(key(), epoch, end(Charge::charged)));
  EXPECT_EQ(permit(epoch).outcome, Outcome::ended);
}

TEST_P(JournalPermission, IsGivenForWhatEndedInDoubt) {
  const JournalEntry first = leave();
  ASSERT_TRUE(journal().ended(key(), first.epoch, end(Charge::possible)));
  EXPECT_EQ(permit(first.epoch).outcome, Outcome::mine) << "Nobody has come in between.";
  EXPECT_EQ(find().state, JournalState::begun);
}

TEST_P(JournalPermission, IsUselessOnceTheFirstSenderLearnsItsId) {
  take_over_and_permit();
  EXPECT_EQ(journal().submitted(key(), first_, "job-1").value(), Ownership::this_intention);
  EXPECT_EQ(leaving(second_), Leave::no_longer_yours);
  EXPECT_EQ(find().state, JournalState::submitted);
  EXPECT_DOUBLE_EQ(find().reserved, 0);
}

TEST_P(JournalPermission, IsUselessOnceTheFirstSenderHasItsClip) {
  take_over_and_permit();
  ASSERT_TRUE(journal().ended(key(), first_, end(Charge::charged)));
  EXPECT_EQ(leaving(second_), Leave::no_longer_yours);
  EXPECT_EQ(find().state, JournalState::done);
}

TEST_P(JournalPermission, KeepsBothIdsAndBothCosts) {
  take_over_and_permit();
  ASSERT_EQ(leaving(second_), Leave::may_leave);
  journal().submitted(key(), second_, "job-2").value();
  journal().submitted(key(), first_, "job-1").value();
  ASSERT_TRUE(journal().ended(key(), first_, end(Charge::charged, 0.7)));
  ASSERT_TRUE(journal().ended(key(), second_, end(Charge::charged, 0.8)));
  const JournalEntry entry = find();
  ASSERT_EQ(entry.attempts.size(), 2U);
  EXPECT_EQ(entry.attempts[0].record_id, "job-1");
  EXPECT_EQ(entry.attempts[1].record_id, "job-2");
  const Spending spent = journal().totals(key().scope, {}).value();
  EXPECT_EQ(spent.charged, 2U);
  EXPECT_DOUBLE_EQ(spent.charged_dollars, 1.5);
}

TEST_P(JournalPermission, DoesNotFreeAKeyWhoseFirstAttemptMayBePaid) {
  take_over_and_permit();
  ASSERT_EQ(leaving(second_), Leave::may_leave);
  ASSERT_TRUE(journal().ended(key(), second_, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::uncertain);
  ASSERT_TRUE(journal().ended(key(), first_, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::freed);
}

TEST_P(JournalPermission, OfAStaleOwnerSaysNothingAboutWhatTheFirstOneSent) {
  take_over_and_permit();
  ASSERT_TRUE(journal().let_go(key(), second_));
  const JournalEntry third = begin();  // begun, under the same permission
  ASSERT_TRUE(journal().ended(key(), second_, end(Charge::none)));
  EXPECT_EQ(find().attempts.front().charge, Charge::possible);
  ASSERT_TRUE(journal().ended(key(), third.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::uncertain);
}

TEST_P(JournalPermission, NeedsRoomInTheBudgetForBothPayments) {
  const JournalEntry first = leave();
  EXPECT_EQ(permit(first.epoch, JournalBudget{1.0, {}}).outcome, Outcome::over_budget);
  EXPECT_EQ(find().state, JournalState::leaving);
  EXPECT_EQ(permit(first.epoch, JournalBudget{1.25, {}}).outcome, Outcome::mine);
}

INSTANTIATE_TEST_SUITE_P(Of, JournalPermission, ::testing::Values(engine()), name_of);

}  // namespace
}  // namespace segmind::testing
