// A key whose clip is paid for, asked for again: as a job, or where its file is no longer the clip.
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class KeptClip : public WithSharedJournal {
 protected:
  std::string made_into_a_file() {
    const std::string path = folder.file("one.mp4");
    CallOptions call = keyed();
    call.sink = Sink::file(path);
    first.submit(a_request(), keyed()).wait(call);
    EXPECT_TRUE(becomes(JournalState::done));
    return path;
  }
};

TEST_F(KeptClip, OfAJobIsGivenAgainAsThatJob) {
  const Job job = first.submit(a_request(), keyed());
  job.wait();
  ASSERT_TRUE(becomes(JournalState::done));
  const Job again = second.submit(a_request(), keyed());
  EXPECT_EQ(again.id(), job.id());
  EXPECT_TRUE(is_clip(again.wait().bytes().view()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(KeptClip, OfAGenerationIsFoundByItsIdWhereAJobIsAskedFor) {
  const Video made = first.generate(a_request(), keyed());
  ASSERT_TRUE(becomes(JournalState::done));
  const Job job = second.submit(a_request(), keyed());
  EXPECT_EQ(job.id(), made.receipt().request_id);
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(KeptClip, WithoutAnIdIsPaidForAndNoJob) {
  server.inject(Fault().without_extras().on(Route::generate));
  first.generate(a_request(), keyed());
  ASSERT_TRUE(becomes(JournalState::done));
  const auto refused = second.try_submit(a_request(), keyed());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(refused.error().charge, Charge::charged);
  EXPECT_NE(refused.error().message.find("ask with generate()"), std::string::npos) << refused.error().message;
  EXPECT_TRUE(second.try_generate(a_request(), keyed()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(KeptClip, WhoseFileIsNoClipAnyMoreIsFetchedFromItsAddress) {
  const std::string path = made_into_a_file();
  const std::string clip = content_of(path);
  std::ofstream(path, std::ios::binary) << std::string(clip.size(), 'x');
  EXPECT_EQ(second.generate(a_request(), keyed()).bytes().view(), clip);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(KeptClip, ThatItsAddressHasNoMoreIsPaidForAndNotMadeAgain) {
  std::filesystem::remove(made_into_a_file());
  server.inject(Fault::status(403).on(Route::download).repeat_forever());
  const auto gone = second.try_generate(a_request(), keyed());
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(gone.error().charge, Charge::charged);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(KeptClip, WhoseHostIsOutOfOrderIsNotCalledGone) {
  std::filesystem::remove(made_into_a_file());
  server.inject(Fault::status(503).on(Route::download).repeat_forever());
  const auto failed = second.try_generate(a_request(), keyed("shot-042", 500ms));
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(failed.error().charge, Charge::charged);
  server.clear_faults();
  EXPECT_TRUE(second.try_generate(a_request(), keyed()));
  EXPECT_EQ(paid_posts(), 1U);
}

// Whoever goes on with an entry has its request only where the journal kept it. No request fits every record.
TEST_F(KeptClip, WhoseRequestNobodyHasIsNotTakenFromAnotherRecord) {
  bare.generate(Wan27R2VRequest::Builder("Image1 sleeps").duration(2s).seed(7).build());
  first.generate(a_request(), keyed());
  ASSERT_TRUE(becomes(JournalState::done));
  ASSERT_NE(entry().attempts.at(0).record_id, "");
  server.inject(Fault::status(404).on(Route::records));
  const auto gone = second.try_go_on(entry(), keyed("", 2s));
  ASSERT_FALSE(gone) << "the clip of record " << gone->receipt().request_id.value_or("");
  EXPECT_EQ(gone.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(gone.error().charge, Charge::charged);
}

// Another program's equal request may have failed: this one is paid for.
TEST_F(KeptClip, IsNotCalledFailedBecauseAnEqualRequestHas) {
  server.inject(Fault().without_extras().on(Route::generate));
  first.generate(a_request(), keyed());
  ASSERT_TRUE(becomes(JournalState::done));
  ASSERT_EQ(entry().attempts.at(0).record_id, "");
  std::string rows = R"([{"request_id":"of-another","model_name":"wan2.7-r2v","model_status":"FAILED","request_body":)";
  rows += a_request().to_json() + R"(,"model_created":"2099-01-01T00:00:00Z"}])";
  server.inject(Fault::body(rows).on(Route::records).repeat_forever());
  const auto gone = second.try_generate(a_request(), keyed("shot-042", 2s));
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().kind, ErrorKind::job_expired) << gone.error().message;
  EXPECT_EQ(gone.error().charge, Charge::charged);
}

TEST_F(KeptClip, ThatCannotBeFetchedNowLeavesItsIdAndItsAddress) {
  const std::string path = made_into_a_file();
  const JournalAttempt made = entry().attempts.at(0);
  ASSERT_NE(made.address, "");
  std::filesystem::remove(path);
  first.generate(a_request(), keyed("in memory"));
  ASSERT_TRUE(becomes(JournalState::done, "in memory"));
  ASSERT_EQ(entry("in memory").attempts.at(0).address, "");
  server.inject(Fault::status(503).on(Route::download).repeat_forever());
  for (const std::string which : {"shot-042", "in memory"}) {
    const auto failed = second.try_generate(a_request(), keyed(which, 500ms));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().request_id, entry(which).attempts.at(0).record_id);
    EXPECT_EQ(failed.error().address.rfind(server.files_url(), 0), 0U) << which << ": " << failed.error().address;
  }
}

}  // namespace
}  // namespace segmind::testing
