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

}  // namespace
}  // namespace segmind::testing
