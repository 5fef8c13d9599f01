// A client with a journal finds in the account's records what may have left, and each record belongs to one intention.
#include <set>

#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;
using std::chrono::system_clock;

class JournalRecords : public WithSharedJournal {};

TEST_F(JournalRecords, ARequestWhoseOwnerDiedIsFoundAndFetched) {
  leave_behind(a_request());
  make(a_request());
  CallOptions call = keyed();
  call.sink = Sink::file(folder.file("clip.mp4"));
  const Video video = first.generate(a_request(), call);
  EXPECT_TRUE(is_clip(content_of(video.path())));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(entry().attempts.at(0).record_id, video.receipt().request_id);
  EXPECT_EQ(entry().attempts.at(0).charge, Charge::charged);
  EXPECT_TRUE(second.try_generate(a_request(), keyed()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalRecords, ASubmissionWhoseOwnerDiedIsFoundWithItsJob) {
  leave_behind(a_request());
  server.inject(Fault::no_answer().on(Route::submit));
  EXPECT_FALSE(bare.try_submit(a_request()));
  const Job job = first.submit(a_request(), keyed());
  EXPECT_EQ(entry().attempts.at(0).record_id, job.id());
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

// Killed between the journal's word that the record is its own and the clip's end.
TEST_F(JournalRecords, AnAdoptedRecordWhoseFinderDiedIsFetchedByItsId) {
  const std::uint64_t epoch = leave_behind(a_request());
  make(a_request());
  const std::string id = bare.records().records.at(0).request_id;
  ASSERT_EQ(journal->submitted(key(), epoch, id).value(), Ownership::this_intention);
  EXPECT_EQ(first.generate(a_request(), keyed()).receipt().request_id, id);
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

// Its own lost answer, and no word of it from the journal: another intention may own what the records show.
TEST_F(JournalRecords, ALossTakesNoRecordThatAnotherIntentionOwns) {
  first.generate(a_request(), keyed("another"));
  ASSERT_TRUE(becomes(JournalState::done, "another"));
  server.inject(Fault::status(504).charged(false).on(Route::generate));
  const auto lost = second.try_generate(a_request(), keyed("shot-042", 300ms));
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().message.find("records do not show it"), std::string::npos) << lost.error().message;
  EXPECT_TRUE(becomes(JournalState::uncertain));
}

TEST_F(JournalRecords, WhatTheyDoNotShowIsUncertainAndLookedForAgain) {
  leave_behind(a_request());
  for (int i = 0; i < 2; ++i) {
    const auto lost = first.try_generate(a_request(), keyed("shot-042", 200ms));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().charge, Charge::possible);
    EXPECT_NE(lost.error().message.find("records do not show it"), std::string::npos) << lost.error().message;
    EXPECT_NE(lost.error().message.find("A later call with its key"), std::string::npos) << lost.error().message;
    EXPECT_TRUE(lost.error().sent_at);
    EXPECT_TRUE(becomes(JournalState::uncertain));
  }
  EXPECT_EQ(paid_posts(), 0U);
  make(a_request());
  EXPECT_TRUE(second.try_generate(a_request(), keyed()));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalRecords, RecordsThatCannotBeAskedLeaveItUncertain) {
  leave_behind(a_request());
  server.inject(Fault::status(401).on(Route::records).repeat_forever());
  const auto lost = first.try_generate(a_request(), keyed());
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().charge, Charge::possible);
  EXPECT_NE(lost.error().message.find("could not be asked"), std::string::npos) << lost.error().message;
  EXPECT_TRUE(becomes(JournalState::uncertain));
}

TEST_F(JournalRecords, TheSeedThatTheJournalDrewTellsTwoTakesApart) {
  const Request request = Wan27R2VRequest::Builder("Image1 walks").duration(2s).random_seed().build();
  leave_behind(request, "take 1");
  leave_behind(request, "take 2");
  for (const std::string take : {"take 2", "take 1"}) {
    make(Wan27R2VRequest::Builder("Image1 walks").duration(2s).seed(entry(take).seed.value()).build());
  }
  std::set<std::string> records;
  for (const std::string take : {"take 1", "take 2"}) {
    const Video video = first.generate(request, keyed(take));
    EXPECT_EQ(video.receipt().seed, entry(take).seed);
    records.insert(video.receipt().request_id.value());
  }
  EXPECT_EQ(records.size(), 2U);
  EXPECT_EQ(paid_posts(), 2U);
}

// Another program's equal request may be the one that failed.
TEST_F(JournalRecords, AFailureThatWasFoundByWhatWasSentMayHaveBeenPaidFor) {
  leave_behind(a_request());
  server.inject(Fault::failed_work("no face was found").cut_after(0).on(Route::generate));
  EXPECT_FALSE(bare.try_generate(a_request()));
  const auto failed = first.try_generate(a_request(), keyed());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(failed.error().charge, Charge::possible);
  EXPECT_TRUE(becomes(JournalState::uncertain));
  EXPECT_EQ(entry().attempts.at(0).record_id, "");
}

TEST_F(JournalRecords, WithoutItsRequestAnEntryIsNotMatchedWithAnything) {
  leave_behind(a_request());
  make(a_request());
  const auto lost = first.try_go_on(first.unfinished().at(0));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().charge, Charge::possible);
  EXPECT_NE(lost.error().message.find("keep_requests"), std::string::npos) << lost.error().message;
  EXPECT_TRUE(first.try_generate(a_request(), keyed()));
  EXPECT_EQ(paid_posts(), 1U);
}

// A client that keeps no requests itself may go on with what another has kept, and die.
TEST_F(JournalRecords, ARequestThatWasKeptStaysKeptWhoeverGoesOnWithIt) {
  begin_and_die(a_request(), "shot-042", true);
  const JournalEntry found = first.unfinished().at(0);
  server.inject(Fault::status(503).charged(true).on(Route::generate).repeat_forever());
  server.inject(Fault::status(401).on(Route::records).repeat_forever());
  EXPECT_FALSE(first.try_go_on(found, keyed("", 1s)));
  EXPECT_TRUE(becomes(JournalState::uncertain));
  EXPECT_EQ(entry().request, a_request().to_json());
  server.clear_faults();
  EXPECT_TRUE(second.try_go_on(second.unfinished().at(0), keyed("", 5s)));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalRecords, WhatIsUnfinishedIsToldWithoutBlocking) {
  leave_behind(a_request());
  EXPECT_EQ(first.unfinished_async().get().size(), 1U);
  EXPECT_EQ(bare.unfinished_async().try_get().error().kind, ErrorKind::misuse);
}

TEST_F(JournalRecords, LostCallsOfTwoProgramsNeverTakeOneRecord) {
  constexpr int calls = 6;
  server.inject(Fault::no_answer().on(Route::generate).repeat(calls));
  std::vector<Operation<Video>> videos;
  for (int i = 0; i < calls; ++i) {
    videos.push_back((i % 2 == 0 ? first : second).generate_async(a_request(), keyed("take " + std::to_string(i))));
  }
  std::set<std::string> records;
  for (auto& video : videos) {
    const auto result = video.try_get();
    ASSERT_TRUE(result) << result.error().describe();
    records.insert(result->receipt().request_id.value());
  }
  EXPECT_EQ(records.size(), static_cast<std::size_t>(calls));
  EXPECT_EQ(paid_posts(), static_cast<std::uint64_t>(calls));
}

// A stale owner may report, while another looks for what it has sent.
TEST_F(JournalRecords, AFinderGoesOnWithWhatAStaleOwnerReports) {
  ClientOptions patient = options();
  patient.records_settle = 1h;
  Client finder(patient);
  const std::uint64_t stale = leave_behind(a_request());
  auto video = finder.generate_async(a_request(), keyed());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 1; }));
  ASSERT_TRUE(journal->unpaid(key(), stale));
  EXPECT_TRUE(video.get().size() > 0) << "Nothing was paid for: it may be sent.";
  EXPECT_EQ(paid_posts(), 1U);
  const std::uint64_t submitter = leave_behind(a_request(), "another");
  auto found = finder.generate_async(a_request(), keyed("another"));
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 3; }));
  const std::string id = bare.submit(a_request()).id();
  ASSERT_TRUE(journal->submitted(key("another"), submitter, id));
  EXPECT_EQ(found.get().receipt().request_id, id);
  EXPECT_EQ(paid_posts(), 2U);
}

class RecoverSince : public WithSharedJournal {
 protected:
  static CallOptions since(system_clock::time_point time) {
    CallOptions made = keyed();
    made.recover_since = time;
    return made;
  }
};

TEST_F(RecoverSince, WhatARestoredJournalHasForgottenIsFoundAndNotSent) {
  const auto backup = system_clock::now();
  make(a_request());
  EXPECT_TRUE(is_clip(first.generate(a_request(), since(backup)).bytes().view()));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(entry().attempts.at(0).charge, Charge::charged);
  EXPECT_EQ(paid_posts(), 1U);
  CallOptions another = since(backup);
  another.idempotency_key = "another";
  EXPECT_TRUE(second.try_generate(a_request(), another)) << "Its record is another's.";
  EXPECT_EQ(paid_posts(), 2U);
}

// As a batch does: takes of one request, of which some have left before the backup was needed.
TEST_F(RecoverSince, TakesThatAreSentMeanwhileAreNotTakenForForgottenOnes) {
  const auto backup = system_clock::now();
  for (const int seed : {7, 8}) make(Wan27R2VRequest::Builder("Image1 walks").duration(2s).seed(seed).build());
  const Request take = Wan27R2VRequest::Builder("Image1 walks").duration(2s).random_seed().build();
  std::vector<Operation<Video>> videos;
  for (int i = 0; i < 5; ++i) {
    CallOptions line = since(backup);
    line.idempotency_key = "line " + std::to_string(i);
    videos.push_back((i % 2 == 0 ? first : second).generate_async(take, line));
  }
  std::set<std::string> records;
  for (auto& video : videos) {
    const auto made = video.try_get();
    ASSERT_TRUE(made) << made.error().describe();
    records.insert(made->receipt().request_id.value());
  }
  EXPECT_EQ(records.size(), 5U);
  EXPECT_EQ(paid_posts(), 5U);
}

TEST_F(RecoverSince, ARandomSeedThatTheJournalHasForgottenMatchesAny) {
  const auto backup = system_clock::now();
  make(Wan27R2VRequest::Builder("Image1 walks").duration(2s).seed(77).build());
  const Request request = Wan27R2VRequest::Builder("Image1 walks").duration(2s).random_seed().build();
  EXPECT_EQ(first.generate(request, since(backup)).receipt().seed, 77);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(RecoverSince, AForgottenJobIsFoundToo) {
  const auto backup = system_clock::now();
  const std::string id = bare.submit(a_request()).id();
  EXPECT_EQ(first.submit(a_request(), since(backup)).id(), id);
  EXPECT_EQ(entry().state, JournalState::submitted);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(RecoverSince, WhatHadFailedIsSent) {
  const auto backup = system_clock::now();
  server.inject(Fault::failed_work("no face was found").on(Route::generate));
  EXPECT_FALSE(bare.try_generate(a_request()));
  EXPECT_TRUE(first.try_generate(a_request(), since(backup)));
  EXPECT_EQ(paid_posts(), 2U);
}

TEST_F(RecoverSince, NothingIsSentWhereTheRecordsCannotBeRead) {
  for (const Fault& fault : {Fault::status(401), Fault::body("<html>")}) {
    server.clear_faults();
    server.inject(Fault(fault).on(Route::records).repeat_forever());
    const auto refused = first.try_generate(a_request(), since(system_clock::now() - 1h));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().charge, Charge::none);
    EXPECT_NE(refused.error().message.find("It was not sent"), std::string::npos) << refused.error().message;
    EXPECT_TRUE(becomes(JournalState::freed));
  }
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(RecoverSince, IsForKeysOfAJournalWithRecords) {
  CallOptions keyless = since(system_clock::now());
  keyless.idempotency_key.clear();
  EXPECT_EQ(first.try_generate(a_request(), keyless).error().violations.at(0).field, "recover_since");
  EXPECT_EQ(client.try_submit(a_request(), keyless).error().violations.at(0).field, "recover_since");
  ClientOptions blind = options();
  blind.recover_from_records = false;
  EXPECT_EQ(Client(blind).try_generate(a_request(), since(system_clock::now())).error().kind,
            ErrorKind::invalid_request);
  EXPECT_EQ(paid_posts(), 0U);
}

}  // namespace
}  // namespace segmind::testing
