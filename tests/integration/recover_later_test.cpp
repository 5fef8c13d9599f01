#include "account.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;
using std::chrono::system_clock;

TEST(ForgottenJob, AJobThatTheQueueHasForgottenIsFoundByItsId) {
  Account account;
  const std::string id = account.client.submit(a_request()).id();
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.generations_completed == 1; }));
  account.server.expire_jobs();
  const Video video = account.client.resume(id).wait();
  EXPECT_TRUE(is_clip(video.bytes().view()));
  EXPECT_EQ(video.receipt().request_id, id);
  EXPECT_DOUBLE_EQ(video.receipt().cost.value(), 0.25);
  EXPECT_EQ(account.client.spending().charged, 1U);
  EXPECT_EQ(account.client.spending().possibly_charged, 0U);
}

TEST(ForgottenJob, AJobThatTheQueueRefusesToTellOfIsFoundByItsId) {
  Account account;
  const Job job = account.client.submit(a_request());
  account.server.inject(Fault::status(400).on(Route::status).repeat_forever());
  EXPECT_TRUE(is_clip(job.wait().bytes().view()));
}

TEST(ForgottenJob, AJobThatNobodyKnowsHasExpired) {
  Account account;
  const auto video = account.client.resume("0123456789abcdef0123456789abcdef").try_wait();
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::job_expired);
  EXPECT_NE(video.error().message.find("records do not show it"), std::string::npos) << video.error().message;
}

TEST(ForgottenJob, AForgottenJobThatFailedCostsNothing) {
  Account account;
  account.server.inject(Fault::failed_work("no face was found").on(Route::submit));
  const std::string id = account.client.submit(a_request()).id();
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.generations_failed == 1; }));
  account.server.expire_jobs();
  const auto video = account.client.resume(id).try_wait();
  EXPECT_EQ(video.error().kind, ErrorKind::job_failed);
  EXPECT_EQ(video.error().charge, Charge::none);
}

class RecoverLater : public ::testing::Test {
 protected:
  RecoverLater() {
    options.recover_from_records = false;
    lost.emplace(options);
  }

  Error lose(Fault fault = Fault::no_answer()) {
    account.server.inject(fault.on(Route::generate));
    return lost->try_generate(a_request()).error();
  }

  Account account;
  ClientOptions options = options_for(account.server);
  std::optional<Client> lost;
};

TEST_F(RecoverLater, FindsTheClipOfACallThatWasLost) {
  const Error error = lose();
  ASSERT_TRUE(error.sent_at);
  TemporaryFolder folder;
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  const Video video = account.client.recover(a_request(), *error.sent_at, call);
  EXPECT_TRUE(is_clip(content_of(video.path())));
  EXPECT_EQ(account.posts(), 1U);
  EXPECT_DOUBLE_EQ(account.client.spending().charged_dollars, 0.25);
}

TEST_F(RecoverLater, ThrowsAtOnceWhereAnOldRequestIsNotThere) {
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THROW(account.client.recover(a_request(), system_clock::now() - 1h), NotFoundError);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
  EXPECT_THROW(account.client.recover(a_request(), system_clock::now() - 1000h), NotFoundError);
  const auto video = account.client.try_recover(a_request(), system_clock::now() - 1h);
  EXPECT_EQ(video.error().charge, Charge::possible);
  EXPECT_EQ(video.error().call, CallKind::recover);
}

TEST_F(RecoverLater, WaitsForWhatIsStillUnderWay) {
  account.server.hold();
  auto call = lost->generate_async(a_request());
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 1; }));
  call.cancel();
  const auto sent = call.try_get().error().sent_at;
  ASSERT_TRUE(sent);
  auto recovered = account.client.recover_async(a_request(), *sent);
  ASSERT_TRUE(account.server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 2; }));
  account.server.release();
  EXPECT_TRUE(is_clip(recovered.get().bytes().view()));
}

TEST_F(RecoverLater, DoesNotTakeWhatWasMadeBefore) {
  lost->generate(a_request());
  const auto video = account.client.try_recover(a_request(), system_clock::now() + 1min, within(200ms));
  EXPECT_FALSE(video);
}

TEST_F(RecoverLater, TakesAClipASecondTimeOnlyWhereTheFirstDidNotGetIt) {
  const Error error = lose();
  account.server.inject(Fault::status(404).on(Route::download).repeat_forever());
  const auto failed = account.client.try_recover(a_request(), *error.sent_at, within(300ms));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().charge, Charge::charged);
  EXPECT_FALSE(failed.error().address.empty());
  account.server.clear_faults();
  EXPECT_TRUE(account.client.try_recover(a_request(), *error.sent_at));
  EXPECT_FALSE(account.client.try_recover(a_request(), *error.sent_at, within(300ms)));
}

TEST_F(RecoverLater, BearsAnyTime) {
  for (const auto time : {system_clock::time_point::min(), system_clock::time_point::max()}) {
    EXPECT_FALSE(account.client.try_recover(a_request(), time, within(200ms)));
  }
}

TEST_F(RecoverLater, IsRefusedWhereTheRecordsAreNowhere) {
  options.base_url = "https://gateway.example.com";
  const auto video = Client(options).try_recover(a_request(), system_clock::now());
  EXPECT_EQ(video.error().kind, ErrorKind::invalid_request);
}

}  // namespace
}  // namespace segmind::testing
