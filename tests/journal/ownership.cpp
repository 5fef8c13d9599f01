// Who works on an entry, and whose request may leave.
#include "conformance.hpp"

namespace segmind::testing {
namespace {

class JournalOwnership : public JournalConformance {};

TEST_P(JournalOwnership, BeginsANewKeyWithItsFirstEpoch) {
  Intention wanted = intention();
  wanted.request = R"({"prompt":"A kite"})";
  wanted.seed = 77;
  const JournalEntry entry = begin(wanted);
  EXPECT_EQ(entry.epoch, 1U);
  EXPECT_EQ(entry.state, JournalState::begun);
  const JournalEntry found = find();
  EXPECT_EQ(found.key.text, "shot-042");
  EXPECT_EQ(found.key.scope.service, "http://127.0.0.1");
  EXPECT_EQ(found.key.scope.project, "film");
  EXPECT_EQ(found.digest, "a digest");
  EXPECT_EQ(found.model, "a-model");
  EXPECT_EQ(found.owner, "somebody");
  EXPECT_EQ(found.request, wanted.request);
  EXPECT_EQ(found.seed, 77);
  EXPECT_DOUBLE_EQ(found.reserved, 0.625);
  EXPECT_TRUE(found.attempts.empty());
  EXPECT_GE(found.lease_until, found.begun_at + long_lease);
}

// Uploads have other addresses each time. What has left is looked for by what was sent.
TEST_P(JournalOwnership, KeepsTheRequestOfWhoeverMaySendIt) {
  const auto with = [](const char* image, std::chrono::milliseconds lease) {
    Intention wanted = intention(lease);
    wanted.request = image;
    return wanted;
  };
  EXPECT_EQ(begin(with("first", no_lease)).request, "first");
  const JournalEntry sent = begin(with("second", no_lease));
  EXPECT_EQ(sent.request, "second");
  ASSERT_EQ(journal().leaving(key(), sent.epoch).value(), Leave::may_leave);
  EXPECT_EQ(begin(with("third", no_lease)).request, "second");
  EXPECT_EQ(find().request, "second");
}

TEST_P(JournalOwnership, KeepsEveryText) {
  const std::string strange =
      "it's \"quoted\" \\ %s $1 \xC3\xA4 \xF0\x9F\x8E\xAC; DROP TABLE entry --" + std::string(5000, 'x');
  Intention wanted = intention(long_lease, strange);
  wanted.digest = strange;
  begin(wanted);
  EXPECT_EQ(find(strange).digest, strange);
}

TEST_P(JournalOwnership, TellsWhichRecordsBelongToOthers) {
  const JournalEntry entry = leave();
  ASSERT_EQ(journal().submitted(key(), entry.epoch, "a").value(), Ownership::this_intention);
  leave(intention(long_lease, "another"));
  EXPECT_EQ(journal().of_others(key("another"), {"a", "b"}).value(), std::vector<std::string>{"a"});
  EXPECT_TRUE(journal().of_others(key(), {"a", "b"}).value().empty());
  EXPECT_TRUE(journal().of_others(key("another"), {}).value().empty());
  EXPECT_EQ(journal().of_others(key("nobody's"), {"a"}).value().size(), 1U);
}

// A journal that was restored from a backup does not know what it has sent.
TEST_P(JournalOwnership, AnOwnerAdoptsARecordThatItsJournalHasForgotten) {
  const JournalEntry entry = begin();
  ASSERT_EQ(journal().submitted(key(), entry.epoch, "a").value(), Ownership::this_intention);
  const JournalEntry adopted = find();
  EXPECT_EQ(adopted.state, JournalState::submitted);
  EXPECT_DOUBLE_EQ(adopted.reserved, 0);
  ASSERT_EQ(adopted.attempts.size(), 1U);
  EXPECT_EQ(adopted.attempts[0].record_id, "a");
  EXPECT_DOUBLE_EQ(adopted.attempts[0].dollars, 0.625);
  EXPECT_EQ(journal().leaving(key(), entry.epoch).value(), Leave::no_longer_yours);
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::charged, 0.7)));
  EXPECT_EQ(find().state, JournalState::done);
}

TEST_P(JournalOwnership, AStaleOwnerAdoptsNothingThatWasNotSent) {
  const JournalEntry stale = begin(intention(no_lease));
  begin();
  EXPECT_EQ(journal().submitted(key(), stale.epoch, "a").value(), Ownership::another_intention);
  EXPECT_EQ(find().state, JournalState::begun);
}

TEST_P(JournalOwnership, KnowsNoKeyThatWasNeverBegun) {
  EXPECT_FALSE(journal().find(key("another")).value().has_value());
}

TEST_P(JournalOwnership, GivesAKeyToOneOwnerAtATime) {
  begin();
  const Beginning second = another_handle()->begin(intention()).value();
  EXPECT_EQ(second.outcome, Outcome::in_flight);
  EXPECT_EQ(second.entry.lease_until, find().lease_until);
  EXPECT_EQ(second.entry.epoch, 1U);
}

TEST_P(JournalOwnership, KeepsKeysOfOtherProjectsAndServicesApart) {
  begin();
  for (const JournalScope& scope :
       {JournalScope{"http://127.0.0.1", "other"}, JournalScope{"http://127.0.0.2", "film"}}) {
    Intention wanted = intention();
    wanted.key.scope = scope;
    wanted.digest = "another digest";
    EXPECT_EQ(begin(wanted).epoch, 1U);
  }
}

TEST_P(JournalOwnership, RefusesAnotherRequestUnderTheSameKey) {
  Intention other = intention();
  other.digest = "another digest";
  begin(intention(no_lease));
  EXPECT_EQ(outcome(other), Outcome::another_request);
  const JournalEntry entry = leave();
  EXPECT_EQ(outcome(other), Outcome::another_request);
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::charged)));
  EXPECT_EQ(outcome(other), Outcome::another_request);
  EXPECT_EQ(find().digest, "a digest");
}

TEST_P(JournalOwnership, TakesOverWhatNobodyHoldsAndSendsIt) {
  const JournalEntry first = begin(intention(no_lease));
  const JournalEntry second = begin();
  EXPECT_EQ(second.epoch, first.epoch + 1);
  EXPECT_EQ(second.state, JournalState::begun);
  EXPECT_EQ(journal().leaving(key(), first.epoch).value(), Leave::no_longer_yours);
  EXPECT_EQ(journal().leaving(key(), second.epoch).value(), Leave::may_leave);
  EXPECT_EQ(journal().leaving(key(), first.epoch).value(), Leave::no_longer_yours);
}

TEST_P(JournalOwnership, LetsAnEpochLeaveOnce) {
  const JournalEntry entry = leave();
  EXPECT_EQ(entry.state, JournalState::leaving);
  ASSERT_EQ(entry.attempts.size(), 1U);
  EXPECT_EQ(entry.attempts.front().epoch, entry.epoch);
  EXPECT_EQ(entry.attempts.front().charge, Charge::possible);
  EXPECT_EQ(journal().leaving(key(), entry.epoch).value(), Leave::no_longer_yours);
}

TEST_P(JournalOwnership, LetsNobodyLeaveWhoDidNotBegin) {
  EXPECT_EQ(journal().leaving(key(), 1).value(), Leave::no_longer_yours);
  begin();
  EXPECT_EQ(journal().leaving(key(), 2).value(), Leave::no_longer_yours);
  EXPECT_EQ(journal().leaving(key(), 0).value(), Leave::no_longer_yours);
}

TEST_P(JournalOwnership, LeavesAnExpiredLeaseWithItsOwnerUntilAnotherComes) {
  const JournalEntry entry = begin(intention(no_lease));
  EXPECT_EQ(journal().leaving(key(), entry.epoch).value(), Leave::may_leave);
}

TEST_P(JournalOwnership, NeverLetsALeavingOneLeaveAgainWhoeverTakesItOver) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin(intention(no_lease));
  const JournalEntry third = begin();
  EXPECT_EQ(third.state, JournalState::leaving);
  EXPECT_EQ(third.epoch, first.epoch + 2);
  for (const auto epoch : {first.epoch, second.epoch, third.epoch}) {
    EXPECT_EQ(journal().leaving(key(), epoch).value(), Leave::no_longer_yours);
  }
}

TEST_P(JournalOwnership, GivesWhatWasLetGoToWhoeverComesNext) {
  const JournalEntry first = leave();
  ASSERT_TRUE(journal().let_go(key(), first.epoch));
  EXPECT_EQ(find().owner, "");
  const JournalEntry second = begin();
  EXPECT_EQ(second.state, JournalState::leaving);
  ASSERT_TRUE(journal().let_go(key(), first.epoch));  // it is no longer its to let go
  EXPECT_EQ(outcome(intention()), Outcome::in_flight);
}

TEST_P(JournalOwnership, RenewsAllThatOneOwnerHoldsAndNothingElse) {
  Intention of_another = intention(no_lease, "of another");
  of_another.owner = "somebody else";
  begin(intention(no_lease, "one"));
  begin(intention(no_lease, "two"));
  begin(of_another);
  ASSERT_TRUE(journal().renew("somebody", long_lease));
  EXPECT_EQ(outcome(intention(long_lease, "one")), Outcome::in_flight);
  EXPECT_EQ(outcome(intention(long_lease, "two")), Outcome::in_flight);
  EXPECT_EQ(outcome(of_another), Outcome::mine);
  ASSERT_TRUE(journal().renew("somebody", no_lease));
  EXPECT_EQ(outcome(intention(long_lease, "one")), Outcome::mine);
}

TEST_P(JournalOwnership, RenewsNothingThatAnotherTookOver) {
  begin(intention(no_lease));
  Intention other = intention(no_lease);
  other.owner = "somebody else";
  begin(other);
  ASSERT_TRUE(journal().renew("somebody", long_lease));
  EXPECT_EQ(outcome(intention()), Outcome::mine);
}

TEST_P(JournalOwnership, RemembersWhatItWasToldInTheNextProcess) {
  if (!GetParam().is_shared_by_processes) GTEST_SKIP() << "This engine ends with its process.";
  const JournalEntry entry = leave(intention(no_lease));
  reopen();
  EXPECT_EQ(find().state, JournalState::leaving);
  EXPECT_EQ(begin().epoch, entry.epoch + 1);
}

INSTANTIATE_TEST_SUITE_P(Of, JournalOwnership, ::testing::Values(engine()), name_of);

}  // namespace
}  // namespace segmind::testing
