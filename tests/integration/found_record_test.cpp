// A record that was found: whose it is, what its call says meanwhile, and pages that are too large to be read.
#include "../journal/passing_journal.hpp"
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

bool holds(const Error& error, const char* words) { return error.message.find(words) != std::string::npos; }

/// Answers the first questions whose a record is as a test says.
class ForgetfulJournal final : public PassingJournal {
 public:
  explicit ForgetfulJournal(std::shared_ptr<Journal> inner) : PassingJournal(std::move(inner)) {}
  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& id,
                              const CancellationToken& stop) override {
    ++asked;
    if (answers-- <= 0) return inner_->submitted(key, epoch, id, stop);
    if (is_anothers) return Ownership::another_intention;
    Error error;
    error.kind = ErrorKind::journal;
    error.message = "The journal cannot be reached.";
    return error;
  }
  std::atomic<int> asked{0};
  std::atomic<int> answers{0};
  bool is_anothers = false;
};

class FoundRecord : public WithSharedJournal {
 protected:
  ClientOptions with(std::shared_ptr<Journal> other) const {
    ClientOptions made = options();
    made.journal = std::move(other);
    return made;
  }
};

TEST_F(FoundRecord, IsTakenOnceTheJournalCanSayWhoseItIs) {
  const auto forgetful = std::make_shared<ForgetfulJournal>(journal);
  forgetful->answers = 2;
  leave_behind(a_request());
  make(a_request());
  const auto video = Client(with(forgetful)).try_generate(a_request(), keyed());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_GE(forgetful->asked, 3);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(FoundRecord, ThatAnotherIntentionHasTakenMeanwhileIsLeftAlone) {
  const auto forgetful = std::make_shared<ForgetfulJournal>(journal);
  forgetful->answers = 1000;
  forgetful->is_anothers = true;
  leave_behind(a_request());
  make(a_request());
  Client owner(with(forgetful));
  const auto lost = owner.try_generate(a_request(), keyed("shot-042", 400ms));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().charge, Charge::possible);
  EXPECT_TRUE(holds(lost.error(), "records do not show it")) << lost.error().message;
  forgetful->answers = 0;  // given back in the client, too
  EXPECT_TRUE(owner.try_generate(a_request(), keyed()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(FoundRecord, IsOnlyOnesWhereTwoEqualRequestsOfAClientLookForIt) {
  leave_behind(a_request(), "take 1");
  leave_behind(a_request(), "take 2");
  make(a_request());
  std::vector<Operation<Video>> calls;
  for (const char* take : {"take 1", "take 2"}) calls.push_back(first.generate_async(a_request(), keyed(take, 1s)));
  int clips = 0;
  for (auto& call : calls) {
    const auto video = call.try_get();
    clips += video ? 1 : 0;
    EXPECT_TRUE(video || video.error().charge == Charge::possible);
  }
  EXPECT_EQ(clips, 1);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(FoundRecord, ThatNamesNoClipYetIsAskedAgain) {
  server.inject(Fault::status(504).on(Route::generate));
  server.inject(Fault::patch(R"({"generation_url":null})").on(Route::records).repeat(2));
  ClientOptions patient = options_for(server);
  patient.retry.attempts = 4;
  const auto video = Client(patient).try_generate(a_request());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
  EXPECT_GE(server.counts().records, 3U);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(FoundRecord, OfWhatIsUnderWayIsToldAtTheLimitAndFollowedBeforeIt) {
  server.hold();
  auto call = bare.generate_async(a_request());
  ASSERT_TRUE(wait_until_waiting(1));
  call.cancel();
  const auto sent = call.try_get().error().sent_at.value();
  CallOptions soon;
  soon.timeout = 400ms;
  const auto early = client.try_recover(a_request(), sent, soon);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().charge, Charge::possible);
  EXPECT_TRUE(holds(early.error(), "records show it under way")) << early.error().message;
  const auto asked = server.counts().records;
  auto recovered = client.recover_async(a_request(), sent);
  ASSERT_TRUE(server.wait_for([asked](const sandbox::Counts& counts) { return counts.records >= asked + 3; }));
  server.release();
  EXPECT_TRUE(is_clip(recovered.get().bytes().view()));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(FoundRecord, WhoseClipDoesNotComeInTimeIsPaidForAndSaysWhy) {
  server.inject(Fault::status(504).on(Route::generate));
  server.inject(Fault::status(503).on(Route::download));
  server.inject(Fault::stall(0).on(Route::download).repeat_forever());
  CallOptions call;
  call.timeout = 1s;
  const auto lost = client.try_generate(a_request(), call);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().charge, Charge::charged);
  EXPECT_TRUE(holds(lost.error(), "Service Unavailable")) << lost.error().message;
  EXPECT_FALSE(lost.error().address.empty());
}

TEST_F(FoundRecord, OfASubmissionThatIsLookedForAtItsLimitMayBePaid) {
  leave_behind(a_request());
  server.inject(Fault::stall(0).on(Route::records).repeat_forever());
  const auto lost = first.try_submit(a_request(), keyed("shot-042", 300ms));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().call, CallKind::submit);
  EXPECT_EQ(lost.error().charge, Charge::possible);
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(FoundRecord, OfASubmissionThatIsCancelledMayBePaid) {
  leave_behind(a_request());
  server.inject(Fault::stall(0).on(Route::records).repeat_forever());
  auto call = first.submit_async(a_request(), keyed());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 1; }));
  call.cancel();
  const auto lost = call.try_get();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(lost.error().charge, Charge::possible);
  EXPECT_EQ(paid_posts(), 0U);
}

/// Bodies may hold whole pictures: a page of one of these can be read, and no page of more.
class FoundAmongLargeRecords : public FoundRecord {
 protected:
  void make_large(int rows) {
    const std::string picture(3'000'000, 'x');
    for (int i = 0; i < rows; ++i) {
      make(Request("wan2.7-r2v", R"({"prompt":"Another","duration":2,"mask":")" + picture + "\"}"));
    }
  }
  void expect_to_find_the_first() {
    const std::size_t rows = server.records().size();
    CallOptions call;
    call.timeout = 15s;
    const auto video = client.try_recover(a_request(), std::chrono::system_clock::now() - 1min, call);
    ASSERT_TRUE(video) << video.error().describe();
    EXPECT_EQ(video->receipt().request_id, server.records().at(0).id);
    EXPECT_EQ(paid_posts(), rows);
  }
};

TEST_F(FoundAmongLargeRecords, IsTheOneBehindThem) {
  make(a_request());
  make_large(3);
  expect_to_find_the_first();
}

TEST_F(FoundAmongLargeRecords, IsTheOneBehindARowThatIsTooLargeToBeRead) {
  make(a_request());
  make_large(1);
  server.inject(Fault::large(20'000'000, "application/json").on(Route::records).repeat(4));  // 50 rows, 10, 2 and 1
  expect_to_find_the_first();
}

TEST_F(FoundAmongLargeRecords, IsTheOneBehindThemOnALaterPage) {
  make(a_request());
  make_large(3);
  for (int i = 0; i < 50; ++i) make(Wan27R2VRequest::Builder("Image1 runs").duration(2s).build());
  expect_to_find_the_first();
}

}  // namespace
}  // namespace segmind::testing
