#include <cmath>
#include <limits>
#include <vector>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

constexpr double price = 0.25;  // of a_request(): two seconds at 720P

class SpendingOf : public BareService {
 protected:
  static sandbox::Options rich() {
    sandbox::Options options = quick();
    options.credits = 10'000;
    return options;
  }

  Client limited(double dollars) const {
    ClientOptions options = bare_options_for(server);
    options.spending_limit = dollars;
    return Client(options);
  }
};

TEST_F(SpendingOf, ACallIsWhatTheServiceSaysItCost) {
  client.generate(a_request());
  EXPECT_EQ(client.spending().calls, 1U);
  EXPECT_EQ(client.spending().charged, 1U);
  EXPECT_DOUBLE_EQ(client.spending().charged_dollars, price);
  server.inject(Fault().on(Route::generate).header("x-cost", "0.31"));
  client.generate(a_request());
  EXPECT_DOUBLE_EQ(client.spending().charged_dollars, price + 0.31);
  server.inject(Fault().on(Route::generate).without("x-cost"));
  client.generate(a_request());
  EXPECT_DOUBLE_EQ(client.spending().charged_dollars, 2 * price + 0.31);
  EXPECT_EQ(client.spending().pending, 0U);
}

TEST_F(SpendingOf, AFailureThatMayHaveCostMoneyCounts) {
  server.inject(Fault::status(504).on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request()));
  EXPECT_EQ(client.spending().possibly_charged, 1U);
  EXPECT_DOUBLE_EQ(client.spending().possibly_charged_dollars, price);
  server.inject(Fault::body("not a clip").on(Route::generate));
  EXPECT_FALSE(client.try_generate(a_request()));
  EXPECT_EQ(client.spending().charged, 1U);
  for (const int status : {400, 401, 402, 406, 429}) {
    server.inject(Fault::status(status).on(Route::generate));
    EXPECT_FALSE(client.try_generate(a_request()));
  }
  const Spending spending = client.spending();
  EXPECT_EQ(spending.calls, 7U);
  EXPECT_EQ(spending.charged + spending.possibly_charged, 2U);
  EXPECT_EQ(spending.pending, 0U);
}

TEST_F(SpendingOf, EachSendingThatTheCallerAcceptedCounts) {
  ClientOptions options = bare_options_for(server);
  options.retry.attempts = 3;
  options.spending_limit = 2 * price;
  Client eager(options);
  CallOptions call;
  call.accept_paying_twice = [](const Error&) { return true; };
  server.inject(Fault::status(504).on(Route::generate).repeat(3));
  const auto video = eager.try_generate(a_request(), call);
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().attempts, 2);  // a third could have crossed the limit
  EXPECT_EQ(video.error().kind, ErrorKind::gateway_timeout);
  EXPECT_NE(video.error().message.find("spending limit"), std::string::npos) << video.error().message;
  EXPECT_EQ(eager.spending().calls, 1U);
  EXPECT_EQ(eager.spending().possibly_charged, 2U);
  EXPECT_EQ(server.counts().generate, 2U);
}

TEST_F(SpendingOf, AJobIsPendingUntilItsEndIsSeen) {
  server.hold();
  const Job job = client.submit(a_request());
  EXPECT_EQ(client.spending().pending, 1U);
  EXPECT_DOUBLE_EQ(client.spending().pending_dollars, price);
  server.release();
  job.wait();
  job.wait();
  const Spending spending = client.spending();
  EXPECT_EQ(spending.pending, 0U);
  EXPECT_EQ(spending.charged, 1U);
  EXPECT_DOUBLE_EQ(spending.charged_dollars, price);
}

TEST_F(SpendingOf, AJobThatFailedCostsNothing) {
  server.inject(Fault::failed_work("no").on(Route::submit).repeat(2));
  EXPECT_EQ(client.submit(a_request()).try_wait().error().kind, ErrorKind::job_failed);
  EXPECT_EQ(client.spending().pending + client.spending().charged, 0U);
  const Job job = client.submit(a_request());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generations_failed == 2; }));
  EXPECT_EQ(job.status().state, JobState::failed);
  EXPECT_EQ(client.spending().pending, 0U);
}

TEST_F(SpendingOf, AJobThatWasCalledExpiredIsChargedOnceItIsSeenComplete) {
  const Job job = client.submit(a_request());
  server.inject(sandbox::Fault::status(404).on(sandbox::Route::status).repeat(6));
  ASSERT_EQ(job.try_status().error().kind, ErrorKind::job_expired);
  EXPECT_EQ(client.spending().possibly_charged, 1U);
  server.clear_faults();
  job.wait();
  EXPECT_EQ(client.spending().possibly_charged, 0U);
  EXPECT_DOUBLE_EQ(client.spending().possibly_charged_dollars, 0);
  EXPECT_EQ(client.spending().charged, 1U);
  EXPECT_DOUBLE_EQ(client.spending().charged_dollars, price);
}

TEST_F(SpendingOf, AJobThatExpiredMayHaveBeenCharged) {
  const Job job = client.submit(a_request());
  server.expire_jobs();
  EXPECT_EQ(job.try_wait().error().kind, ErrorKind::job_expired);
  EXPECT_EQ(client.spending().pending, 0U);
  EXPECT_EQ(client.spending().possibly_charged, 1U);
}

TEST_F(SpendingOf, AResumedJobCountsWithWhatTheServiceSaysThatItCost) {
  const Job job = client.submit(a_request());
  Client other(bare_options_for(server));
  other.resume(job.id()).wait();
  EXPECT_EQ(other.spending().calls, 0U);
  EXPECT_EQ(other.spending().charged, 1U);
  EXPECT_EQ(other.spending().pending, 0U);
  EXPECT_DOUBLE_EQ(other.spending().charged_dollars, 0.25);
}

TEST_F(SpendingOf, ARefusalByTheLimitAdvisesOnce) {
  ClientOptions options = bare_options_for(server);
  options.spending_limit = 0.1;
  for (const auto& journal : {std::shared_ptr<Journal>(), memory_journal()}) {
    options.journal = journal;
    Client careful(options);
    for (const Error& error : {careful.try_generate(a_request()).error(), careful.try_submit(a_request()).error()}) {
      ASSERT_EQ(error.kind, ErrorKind::spending_limit) << error.describe();
      const std::string story = error.describe();
      const std::size_t advice = story.find("limit, or ask");
      EXPECT_NE(advice, std::string::npos) << story;
      EXPECT_EQ(story.find("limit, or ask", advice + 1), std::string::npos) << story;
    }
  }
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(SpendingOf, ALimitRefusesBeforeAnythingIsSentAndSaysByHowMuch) {
  Client careful = limited(0.6);
  careful.generate(a_request());
  careful.submit(a_request()).wait();
  const auto before = server.counts().requests;
  const auto refused = careful.try_generate(a_request());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::spending_limit);
  EXPECT_EQ(refused.error().charge, Charge::none);
  ASSERT_EQ(refused.error().violations.size(), 1U);
  EXPECT_EQ(refused.error().violations[0].field, "spending_limit");
  EXPECT_NE(refused.error().message.find("$0.15"), std::string::npos) << refused.error().message;
  EXPECT_THROW(careful.submit(a_request()), SpendingLimitError);
  EXPECT_EQ(server.counts().requests, before);
  EXPECT_EQ(careful.spending().calls, 2U);
}

TEST_F(SpendingOf, MoneyComesBackFromWhatCostNothing) {
  Client careful = limited(price);
  server.inject(Fault::status(400).on(Route::generate));
  EXPECT_EQ(careful.try_generate(a_request()).error().kind, ErrorKind::bad_request);
  server.inject(Fault::failed_work("no").on(Route::submit));
  EXPECT_FALSE(careful.submit(a_request()).try_wait());
  EXPECT_TRUE(careful.try_generate(a_request()));
  EXPECT_FALSE(careful.try_generate(a_request()));
}

TEST_F(SpendingOf, ALimitThatIsNoAmountIsRefused) {
  ClientOptions options = bare_options_for(server);
  for (const double dollars : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    options.spending_limit = dollars;
    EXPECT_EQ(Client::try_create(options).error().violations.at(0).field, "spending_limit");
  }
  EXPECT_FALSE(limited(0).try_generate(a_request()));
}

// What counts is the money that the service took, whatever the client believes.
TEST_F(SpendingOf, AThousandConcurrentCallsNeverCrossTheLimit) {
  sandbox::Server bank(rich());
  ClientOptions options = bare_options_for(bank);
  options.spending_limit = 25.1;  // a hundred calls, and a little that is no call
  Client careful(options);
  // Some of the hundred end badly: the charge hides behind a 504, or the connection breaks.
  bank.inject(Fault::status(504).on(Route::generate).charged().repeat(10).after_skipping(5));
  bank.inject(Fault::no_answer().on(Route::generate).repeat(10).after_skipping(20));
  bank.inject(Fault::no_answer().on(Route::submit).repeat(10).after_skipping(10));
  std::atomic<int> refused{0};
  std::atomic<int> other{0};
  const auto count = [&](const Error& error) { error.violations.empty() ? ++other : ++refused; };
  std::vector<std::thread> threads;
  for (int i = 0; i < 50; ++i) {
    threads.emplace_back([&, i] {
      std::vector<Operation<Video>> clips;
      std::vector<Operation<Job>> jobs;
      for (int call = 0; call < 20; ++call) {
        if ((i + call) % 2 == 0) {
          clips.push_back(careful.generate_async(a_request()));
        } else {
          jobs.push_back(careful.submit_async(a_request()));
        }
      }
      for (auto& clip : clips) {
        if (const auto result = clip.try_get(); !result) count(result.error());
      }
      for (auto& job : jobs) {
        if (const auto result = job.try_get(); !result) count(result.error());
      }
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_TRUE(bank.wait_for([](const sandbox::Counts& counts) {
    return counts.generations_started == counts.generations_completed + counts.generations_failed;
  }));
  EXPECT_EQ(bank.counts().generate + bank.counts().submit, 100U);
  EXPECT_LE(bank.counts().dollars_charged, 25.1);
  EXPECT_EQ(refused, 900);
  EXPECT_EQ(other, 30);
  const Spending spending = careful.spending();
  EXPECT_EQ(spending.calls, 100U);
  EXPECT_DOUBLE_EQ(spending.charged_dollars + spending.possibly_charged_dollars + spending.pending_dollars, 25.0);
}

}  // namespace
}  // namespace segmind::testing
