#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Retry : public BareService {
 protected:
  Client patient{[this] {
    ClientOptions options = bare_options_for(server);
    options.retry.attempts = 4;
    return options;
  }()};
};

TEST_F(Retry, SendsAgainAfterARefusalForTooManyRequests) {
  server.inject(Fault::status(429).header("Retry-After", "0").on(Route::generate).repeat(2));
  EXPECT_TRUE(is_clip(patient.generate(a_request()).bytes().view()));
  EXPECT_EQ(server.counts().generate, 3U);
  EXPECT_EQ(server.counts().generations_charged, 1U);
}

TEST_F(Retry, SendsAgainWhenNothingHadLeft) {
  std::string url;
  {
    sandbox::Server gone(quick());
    url = gone.base_url();
  }
  ClientOptions options = bare_options_for(server);
  options.base_url = url;
  options.retry.attempts = 3;
  Client lost(options);
  const auto video = lost.try_generate(a_request());
  EXPECT_EQ(video.error().attempts, 3);
  EXPECT_EQ(video.error().charge, Charge::none);
}

TEST_F(Retry, NeverSendsAgainWhatMayHaveBeenPaid) {
  const Fault faults[] = {Fault::status(500), Fault::status(502), Fault::status(503),
                          Fault::status(504), Fault::no_answer(), Fault::cut(20),
                          Fault::cut_body(9), Fault::garbage(),   Fault::body("junk"),
                          Fault::status(400), Fault::status(401), Fault::status(402),
                          Fault::status(403), Fault::status(404), Fault::redirect("https://example.invalid")};
  for (const Route route : {Route::generate, Route::submit}) {
    for (const Fault& fault : faults) {
      const auto before = paid_posts();
      server.inject(Fault(fault).on(route));
      if (route == Route::generate) {
        EXPECT_FALSE(patient.try_generate(a_request()));
      } else {
        EXPECT_FALSE(patient.try_submit(a_request()));
      }
      EXPECT_EQ(paid_posts(), before + 1);
    }
  }
}

TEST_F(Retry, SendsAgainWhatMayBePaidTwiceOnlyWhenTheCallSaysSo) {
  std::vector<Charge> asked;
  CallOptions call;
  call.accept_paying_twice = [&](const Error& error) {
    asked.push_back(error.charge);
    return asked.size() < 3;
  };
  server.inject(Fault::status(504).on(Route::generate).repeat(5));
  const auto video = patient.try_generate(a_request(), call);
  EXPECT_EQ(video.error().attempts, 3);
  EXPECT_EQ(asked, std::vector<Charge>(3, Charge::possible));
  EXPECT_EQ(server.counts().generate, 3U);
}

// The second attempt was refused for free, but the first may have been paid.
TEST_F(Retry, RemembersWhatEarlierAttemptsMayHaveCost) {
  CallOptions call;
  call.accept_paying_twice = [](const Error&) { return true; };
  server.inject(Fault::status(504).on(Route::generate));
  server.inject(Fault::status(400).on(Route::generate));
  const auto video = patient.try_generate(a_request(), call);
  EXPECT_EQ(video.error().http_status, 400);
  EXPECT_EQ(video.error().charge, Charge::possible);
}

TEST_F(Retry, TellsAttemptsAndWaits) {
  int attempt = 0;
  bool waited = false;
  CallOptions call;
  call.progress = [&](const Progress& progress) {
    attempt = progress.attempt;
    waited = waited || progress.phase == Phase::waiting;
  };
  server.inject(Fault::status(429).header("Retry-After", "0").on(Route::generate));
  patient.generate(a_request(), call);
  EXPECT_EQ(attempt, 2);
  EXPECT_TRUE(waited);
}

TEST_F(Retry, BeginsNoWaitThatTheDeadlineWouldCut) {
  server.inject(Fault::status(429).header("Retry-After", "3000").on(Route::generate));
  CallOptions call;
  call.timeout = 5s;
  const auto video = patient.try_generate(a_request(), call);
  EXPECT_EQ(video.error().kind, ErrorKind::rate_limited);
  EXPECT_EQ(video.error().retry_after, 3'000'000ms);
}

TEST_F(Retry, CancelEndsAWaitForTheNextAttempt) {
  server.inject(Fault::status(429).header("Retry-After", "60").on(Route::generate));
  CancellationSource source;
  CallOptions call;
  call.cancellation = source.token();
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::waiting) source.cancel();
  };
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(patient.try_generate(a_request(), call).error().kind, ErrorKind::cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(Retry, ATurnUnderTheRateLimitIsSharedByAllCalls) {
  ClientOptions options = bare_options_for(server);
  options.requests_per_minute = 3;
  Client limited(options);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limited.try_generate(a_request()));
  CallOptions call;
  call.timeout = 50ms;
  const auto video = limited.try_generate(a_request(), call);
  EXPECT_EQ(video.error().kind, ErrorKind::timeout);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().generate, 3U);
}

}  // namespace
}  // namespace segmind::testing
