#include "service.hpp"

namespace segmind::testing {
namespace {

class FileClaims : public Service {
 protected:
  TemporaryFolder folder;

  CallOptions to_file(const std::string& name = "clip.mp4") {
    CallOptions call;
    call.sink = Sink::file(folder.file(name));
    return call;
  }
};

void expect_refused(const Error& error) {
  EXPECT_EQ(error.kind, ErrorKind::invalid_request);
  ASSERT_EQ(error.violations.size(), 1U);
  EXPECT_EQ(error.violations[0].field, "sink");
}

TEST_F(FileClaims, ASecondClipOnItsWayToOneFileIsRefusedBeforeItIsPaidFor) {
  server.hold();
  auto first = client.generate_async(a_request(), to_file());
  ASSERT_TRUE(wait_until_waiting(1));
  const auto second =
      client.try_generate(a_request(), to_file("../" + folder.path().filename().string() + "/clip.mp4"));
  ASSERT_FALSE(second);
  expect_refused(second.error());
  EXPECT_EQ(second.error().charge, Charge::none);
  auto elsewhere = client.generate_async(a_request(), to_file("other.mp4"));
  server.release();
  EXPECT_TRUE(first.try_get());
  EXPECT_TRUE(elsewhere.try_get());
  EXPECT_EQ(paid_posts(), 2U);
}

#if defined(_WIN32) || defined(__APPLE__)
TEST_F(FileClaims, NamesThatDifferInCaseAloneAreOneFile) {
  server.hold();
  auto first = client.generate_async(a_request(), to_file("Case.mp4"));
  ASSERT_TRUE(wait_until_waiting(1));
  const auto second = client.try_generate(a_request(), to_file("case.mp4"));
  ASSERT_FALSE(second);
  expect_refused(second.error());
  server.release();
  EXPECT_TRUE(first.try_get());
  BatchOptions options;
  options.options_for = [&](std::size_t index) {
    return to_file(index == 0 ? "\u00c9t\u00e9.mp4" : "\u00e9T\u00c9.mp4");
  };
  auto batch = client.generate_all({a_request(), a_request()}, {}, options);
  EXPECT_EQ(batch.get().succeeded, 1U);
  EXPECT_EQ(paid_posts(), 2U);
}
#endif

TEST_F(FileClaims, AFileIsFreeInTheCallbackOfTheCallThatHadIt) {
  std::promise<Operation<Video>> next;
  client.generate_async(a_request(), to_file()).then([&](const Result<Video>& video) {
    EXPECT_TRUE(video);
    next.set_value(client.generate_async(a_request(), to_file()));
  });
  EXPECT_TRUE(next.get_future().get().try_get());
  EXPECT_FALSE(client.try_generate(a_request(), to_file("missing/clip.mp4")));
  server.inject(sandbox::Fault::status(400, "{}").on(sandbox::Route::generate));
  EXPECT_FALSE(client.try_generate(a_request(), to_file()));
  EXPECT_TRUE(client.try_generate(a_request(), to_file()));
}

TEST_F(FileClaims, WhoCancelsACallMayGiveItsFileToTheNextAtOnce) {
  server.hold();
  auto first = client.generate_async(a_request(), to_file());
  ASSERT_TRUE(wait_until_waiting(1));
  first.cancel();
  const CancellationSource source;
  CallOptions call = to_file();
  call.cancellation = source.token();
  auto second = client.generate_async(a_request(), call);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generate == 2; }));
  source.cancel();
  auto third = client.generate_async(a_request(), to_file());
  server.release();
  EXPECT_EQ(first.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(second.try_get().error().kind, ErrorKind::cancelled);
  EXPECT_TRUE(third.try_get());
  EXPECT_TRUE(is_clip(content_of(folder.file("clip.mp4"))));
}

// Too late to be cancelled: its result is decided, and waits in the program's file_executor.
TEST_F(FileClaims, AClipThatGaveWayDoesNotReplaceTheOneThatCameAfterIt) {
  std::promise<Function<void()>> conclusion;
  CallOptions call = to_file();
  call.file_executor = [&](Function<void()> work) { conclusion.set_value(std::move(work)); };
  auto first = client.generate_async(a_request(), call);
  const Function<void()> conclude = conclusion.get_future().get();
  first.cancel();
  ASSERT_TRUE(client.try_generate(a_request(), to_file()));
  const auto written = std::filesystem::last_write_time(folder.file("clip.mp4"));
  conclude();
  const auto late = first.try_get();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().charge, Charge::charged);
  EXPECT_NE(late.error().message.find(".part"), std::string::npos) << late.error().message;
  EXPECT_EQ(std::filesystem::last_write_time(folder.file("clip.mp4")), written);
  EXPECT_EQ(folder.entries(), 2U);
}

TEST_F(FileClaims, ACancelledCallKeepsItsFileWhereNobodyElseTookIt) {
  std::promise<Function<void()>> conclusion;
  CallOptions call = to_file();
  call.file_executor = [&](Function<void()> work) { conclusion.set_value(std::move(work)); };
  auto operation = client.generate_async(a_request(), call);
  const Function<void()> conclude = conclusion.get_future().get();
  operation.cancel();
  conclude();
  EXPECT_TRUE(operation.try_get());
}

TEST_F(FileClaims, TwoWhoWaitForOneJobMayShareItsFileAndTwoJobsMayNot) {
  server.hold();
  const Job job = client.submit(a_request());
  const Job other = client.submit(a_request());
  auto first = job.wait_async(to_file());
  auto second = job.wait_async(to_file());
  const auto refused = other.try_wait(to_file());
  ASSERT_FALSE(refused);
  expect_refused(refused.error());
  EXPECT_EQ(refused.error().request_id, other.id());
  server.release();
  EXPECT_TRUE(first.try_get());
  EXPECT_TRUE(second.try_get());
  EXPECT_TRUE(other.try_wait(to_file()));
}

TEST_F(FileClaims, AFileStaysTakenForAsLongAsOneOfTwoWhoShareItWaits) {
  server.hold();
  const Job job = client.submit(a_request());
  auto first = job.wait_async(to_file());
  auto second = job.wait_async(to_file());
  second.cancel();
  EXPECT_FALSE(second.try_get());
  const auto refused = client.try_generate(a_request(), to_file());
  ASSERT_FALSE(refused);
  expect_refused(refused.error());
  server.release();
  EXPECT_TRUE(first.try_get());
}

TEST_F(FileClaims, ABatchThroughTheQueueHasItsFilesFromTheSubmissionOn) {
  server.hold();
  BatchOptions options;
  options.options_for = [&](std::size_t) {
    CallOptions call = to_file();
    call.through_queue = true;
    return call;
  };
  auto batch = client.generate_all({a_request()}, {}, options);
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.submit == 1; }));
  const auto second = client.try_generate(a_request(), to_file());
  ASSERT_FALSE(second);
  expect_refused(second.error());
  server.release();
  EXPECT_EQ(batch.get().succeeded, 1U);
  EXPECT_TRUE(client.try_generate(a_request(), to_file()));
}

}  // namespace
}  // namespace segmind::testing
