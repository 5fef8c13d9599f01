// What becomes of an entry when somebody reports what became of its request.
#include "conformance.hpp"

namespace segmind::testing {
namespace {

class JournalReports : public JournalConformance {};

TEST_P(JournalReports, TellsWhoeverComesLaterWithWhatItEnded) {
  const JournalEntry entry = leave();
  JournalEnd told = end(Charge::charged, 0.7);
  told.address = "http://127.0.0.1/clip.mp4";
  told.clip = {"/clips/042.mp4", 12'345, std::string(64, 'a')};
  ASSERT_EQ(journal().submitted(key(), entry.epoch, "job-1").value(), Ownership::this_intention);
  ASSERT_TRUE(journal().ended(key(), entry.epoch, told));
  const Beginning later = journal().begin(intention()).value();
  ASSERT_EQ(later.outcome, Outcome::ended);
  EXPECT_EQ(later.entry.state, JournalState::done);
  ASSERT_EQ(later.entry.attempts.size(), 1U);
  const JournalAttempt& attempt = later.entry.attempts.front();
  EXPECT_EQ(attempt.charge, Charge::charged);
  EXPECT_DOUBLE_EQ(attempt.dollars, 0.7);
  EXPECT_EQ(attempt.record_id, "job-1");
  EXPECT_EQ(attempt.address, told.address);
  EXPECT_EQ(later.entry.clip.path, told.clip.path);
  EXPECT_EQ(later.entry.clip.size, told.clip.size);
  EXPECT_EQ(later.entry.clip.sha256, told.clip.sha256);
}

TEST_P(JournalReports, GivesASubmittedOneToBeAskedForWithItsId) {
  const JournalEntry entry = leave(intention(no_lease));
  journal().submitted(key(), entry.epoch, "job-1").value();
  const JournalEntry second = begin();
  EXPECT_EQ(second.state, JournalState::submitted);
  EXPECT_EQ(second.attempts.back().record_id, "job-1");
  EXPECT_EQ(journal().leaving(key(), second.epoch).value(), Leave::no_longer_yours);
}

TEST_P(JournalReports, FreesTheKeyOfWhatCertainlyCostNothing) {
  const JournalEntry entry = leave();
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::freed);
  Intention other = intention();
  other.digest = "another digest";
  const JournalEntry second = begin(other);
  EXPECT_EQ(second.state, JournalState::begun);
  EXPECT_EQ(second.epoch, entry.epoch + 1);
  EXPECT_EQ(second.digest, "another digest");
  EXPECT_EQ(journal().leaving(key(), entry.epoch).value(), Leave::no_longer_yours);
  EXPECT_EQ(journal().leaving(key(), second.epoch).value(), Leave::may_leave);
}

TEST_P(JournalReports, FreesTheKeyOfWhatNeverLeft) {
  const JournalEntry entry = begin();
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::freed);
  EXPECT_DOUBLE_EQ(find().reserved, 0);
}

TEST_P(JournalReports, LetsAnAttemptThatCostNothingBeRepeatedByItsOwner) {
  const JournalEntry entry = leave();
  ASSERT_TRUE(journal().unpaid(key(), entry.epoch));
  EXPECT_EQ(find().state, JournalState::begun);
  EXPECT_EQ(outcome(intention()), Outcome::in_flight);
  EXPECT_EQ(journal().leaving(key(), entry.epoch).value(), Leave::may_leave);
  EXPECT_EQ(find().attempts.size(), 1U);
  EXPECT_EQ(find().attempts.back().charge, Charge::possible);
}

TEST_P(JournalReports, LetsTheNextOwnerSendWhenTheSenderSaysThatItCostNothing) {
  for (const bool wants_to_go_on : {false, true}) {
    const std::string text = wants_to_go_on ? "unpaid" : "ended";
    const JournalEntry first = leave(intention(no_lease, text));
    const JournalEntry second = begin(intention(long_lease, text));
    ASSERT_TRUE(wants_to_go_on ? journal().unpaid(key(text), first.epoch)
                               : journal().ended(key(text), first.epoch, end(Charge::none)));
    EXPECT_EQ(find(text).state, JournalState::begun);
    EXPECT_DOUBLE_EQ(find(text).reserved, 0.625);
    EXPECT_EQ(journal().leaving(key(text), first.epoch).value(), Leave::no_longer_yours);
    EXPECT_EQ(journal().leaving(key(text), second.epoch).value(), Leave::may_leave);
  }
}

TEST_P(JournalReports, BelievesNobodyButTheSenderThatALeavingOneCostNothing) {
  leave(intention(no_lease));
  const JournalEntry second = begin(intention(no_lease));
  ASSERT_TRUE(journal().ended(key(), second.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::uncertain);
  const JournalEntry third = begin();
  ASSERT_TRUE(journal().ended(key(), second.epoch, end(Charge::none)));  // stale by now
  EXPECT_EQ(find().state, JournalState::uncertain);
  EXPECT_EQ(journal().leaving(key(), third.epoch).value(), Leave::no_longer_yours);
}

TEST_P(JournalReports, BelievesItsOwnerThatAJobWithAnIdCostNothing) {
  const JournalEntry first = leave(intention(no_lease));
  journal().submitted(key(), first.epoch, "job-1").value();
  const JournalEntry second = begin(intention(no_lease));
  begin(intention(no_lease));
  ASSERT_TRUE(journal().ended(key(), second.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::submitted) << "A stale owner that did not send it has no say.";
  const JournalEntry fourth = begin();
  ASSERT_TRUE(journal().ended(key(), fourth.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::freed);
}

// The crash test's: of two reports the second was lost, and a record without an owner stood in the way of others.
TEST_P(JournalReports, AnEndNamesItsRecordUnlessThatIsAnothers) {
  JournalEnd paid = end(Charge::charged);
  paid.record_id = "job-1";
  for (const std::string text : {"one", "another"})
    ASSERT_TRUE(journal().ended(key(text), leave(intention(long_lease, text)).epoch, paid));
  EXPECT_EQ(find("one").attempts.at(0).record_id, "job-1");
  EXPECT_EQ(find("another").attempts.at(0).record_id, "");
  EXPECT_EQ(find("another").state, JournalState::done);
}

// The crash test's: it was paid for a third time, by whoever believed the sender.
TEST_P(JournalReports, BelievesNoSenderThatWakesUpAgainstTheRecordThatItsFinderOwns) {
  for (const std::string text : {"unpaid", "ended"}) {
    const JournalEntry first = leave(intention(no_lease, text));
    const JournalEntry second = begin(intention(long_lease, text));
    ASSERT_EQ(journal().submitted(key(text), second.epoch, text + "'s").value(), Ownership::this_intention);
    ASSERT_TRUE(text == "unpaid" ? journal().unpaid(key(text), first.epoch)
                                 : journal().ended(key(text), first.epoch, end(Charge::none)));
    EXPECT_EQ(find(text).state, JournalState::submitted);
    ASSERT_TRUE(journal().ended(key(text), second.epoch, end(Charge::charged)));
    EXPECT_EQ(find(text).state, JournalState::done);
  }
}

TEST_P(JournalReports, RecordsWhatAStaleOwnerLearns) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin();
  EXPECT_EQ(journal().submitted(key(), first.epoch, "job-1").value(), Ownership::this_intention);
  EXPECT_EQ(find().state, JournalState::submitted);
  EXPECT_EQ(find().epoch, second.epoch);
  JournalEnd told = end(Charge::charged, 0.7);
  told.address = "http://127.0.0.1/clip.mp4";
  ASSERT_TRUE(journal().ended(key(), first.epoch, told));
  EXPECT_EQ(find().state, JournalState::done);
  EXPECT_EQ(find().attempts.back().address, told.address);
  EXPECT_EQ(journal().leaving(key(), second.epoch).value(), Leave::no_longer_yours);
}

TEST_P(JournalReports, RecordsTheIdThatAStaleOwnerFoundForAnother) {
  leave(intention(no_lease));
  const JournalEntry second = begin(intention(no_lease));
  begin();
  EXPECT_EQ(journal().submitted(key(), second.epoch, "job-1").value(), Ownership::this_intention);
  EXPECT_EQ(find().attempts.back().record_id, "job-1");
}

TEST_P(JournalReports, LearnsNothingAboutTheRequestFromAStaleOwnersDoubt) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin();
  ASSERT_TRUE(journal().ended(key(), first.epoch, end(Charge::possible)));
  EXPECT_EQ(find().state, JournalState::leaving);
  EXPECT_EQ(find().epoch, second.epoch);
}

TEST_P(JournalReports, EndsInDoubtAndIsGivenToWhoeverAsksAgain) {
  const JournalEntry first = leave();
  ASSERT_TRUE(journal().ended(key(), first.epoch, end(Charge::possible)));
  EXPECT_EQ(find().state, JournalState::uncertain);
  const JournalEntry second = begin();
  EXPECT_EQ(second.state, JournalState::uncertain);
  EXPECT_EQ(outcome(intention()), Outcome::in_flight) << "One asks at a time.";
  EXPECT_EQ(journal().leaving(key(), second.epoch).value(), Leave::no_longer_yours);
  EXPECT_EQ(journal().submitted(key(), second.epoch, "job-1").value(), Ownership::this_intention);
  EXPECT_EQ(find().state, JournalState::submitted);
}

TEST_P(JournalReports, FreesWhatWasInDoubtWhenItsSenderComesBack) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin();
  ASSERT_TRUE(journal().ended(key(), second.epoch, end(Charge::possible)));
  ASSERT_TRUE(journal().ended(key(), first.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::freed);
}

TEST_P(JournalReports, StaysDoneWhateverIsReportedAfterwards) {
  const JournalEntry entry = leave();
  ASSERT_TRUE(journal().ended(key(), entry.epoch, end(Charge::charged, 0.7)));
  for (const Charge charge : {Charge::none, Charge::possible}) {
    ASSERT_TRUE(journal().ended(key(), entry.epoch, end(charge)));
  }
  ASSERT_TRUE(journal().unpaid(key(), entry.epoch));
  ASSERT_TRUE(journal().let_go(key(), entry.epoch));
  journal().submitted(key(), entry.epoch, "job-1").value();
  EXPECT_EQ(find().state, JournalState::done);
  EXPECT_EQ(find().attempts.back().charge, Charge::charged);
  EXPECT_DOUBLE_EQ(find().attempts.back().dollars, 0.7);
}

// Sent again by permission, and paid; then the first sender comes back and knows that its attempt cost nothing.
TEST_P(JournalReports, CountsNoEarlierAttemptThatCostNothingBesideOneThatWasPaid) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin();
  const Beginning again = journal().begin_again(key(), second.epoch, 0.625, std::nullopt).value();
  ASSERT_EQ(again.outcome, Outcome::mine);
  ASSERT_EQ(journal().leaving(key(), again.entry.epoch).value(), Leave::may_leave);
  ASSERT_TRUE(journal().ended(key(), again.entry.epoch, end(Charge::charged, 0.7)));
  EXPECT_EQ(find().attempts.at(0).charge, Charge::possible);
  ASSERT_TRUE(journal().ended(key(), first.epoch, end(Charge::none)));
  EXPECT_EQ(find().state, JournalState::done);
  EXPECT_EQ(find().attempts.at(0).charge, Charge::none);
  EXPECT_DOUBLE_EQ(find().attempts.at(0).dollars, 0);
  EXPECT_EQ(find().attempts.at(1).charge, Charge::charged);
}

TEST_P(JournalReports, KeepsARecordForOneIntention) {
  const JournalEntry one = leave(intention(long_lease, "one"));
  const JournalEntry two = leave(intention(long_lease, "two"));
  EXPECT_EQ(journal().submitted(key("one"), one.epoch, "record").value(), Ownership::this_intention);
  EXPECT_EQ(journal().submitted(key("two"), two.epoch, "record").value(), Ownership::another_intention);
  EXPECT_EQ(find("two").state, JournalState::leaving);
  EXPECT_EQ(find("two").attempts.back().record_id, "");
  EXPECT_EQ(journal().submitted(key("one"), one.epoch, "record").value(), Ownership::this_intention);
  Intention elsewhere = intention();
  elsewhere.key.scope.service = "http://127.0.0.2";
  const JournalEntry three = begin(elsewhere);
  ASSERT_EQ(journal().leaving(elsewhere.key, three.epoch).value(), Leave::may_leave);
  EXPECT_EQ(journal().submitted(elsewhere.key, three.epoch, "record").value(), Ownership::this_intention);
}

TEST_P(JournalReports, TakesTheSendersWordForAnIdBeforeTheFinders) {
  const JournalEntry first = leave(intention(no_lease));
  const JournalEntry second = begin();
  EXPECT_EQ(journal().submitted(key(), second.epoch, "found").value(), Ownership::this_intention);
  EXPECT_EQ(journal().submitted(key(), first.epoch, "told").value(), Ownership::this_intention);
  EXPECT_EQ(find().attempts.back().record_id, "told");
  EXPECT_EQ(journal().submitted(key(), second.epoch, "found").value(), Ownership::another_intention);
  EXPECT_EQ(find().attempts.back().record_id, "told");
}

INSTANTIATE_TEST_SUITE_P(Of, JournalReports, ::testing::Values(engine()), name_of);

}  // namespace
}  // namespace segmind::testing
