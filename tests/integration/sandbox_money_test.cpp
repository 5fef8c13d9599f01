// What the sandbox charges, and when it can be held.

#include <gtest/gtest.h>

#include <future>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using nlohmann::json;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::Route;
using sandbox::Server;

class SandboxMoney : public ::testing::Test {
 protected:
  Server server{shipped_clips()};
  Caller call{server};
};

TEST_F(SandboxMoney, IsChargedWhenAGenerationCompletes) {
  call.generate(R"({"prompt":"a","duration":5})");
  call.generate(R"({"prompt":"a","duration":5,"resolution":"1080P"})");
  EXPECT_EQ(server.counts().generations_charged, 2U);
  EXPECT_DOUBLE_EQ(server.counts().dollars_charged, 0.625 + 0.9375);
  EXPECT_DOUBLE_EQ(server.credits(), 100 - 0.625 - 0.9375);
}

TEST(SandboxMoneyOfResellers, IsChargedForWhatGoesInToo) {
  auto options = shipped_clips();
  options.billed_for_a_video = std::chrono::seconds{4};
  Server server(options);
  Caller call(server);
  call.generate(R"({"prompt":"a","duration":5,"reference_images":"https://example.com/1.png"})");
  EXPECT_DOUBLE_EQ(server.counts().dollars_charged, 0.625);
  call.generate(
      R"({"prompt":"a","duration":5,"reference_videos":["https://a.example/1.mp4","https://a.example/2.mp4"]})");
  EXPECT_DOUBLE_EQ(server.counts().dollars_charged, 0.625 + (5 + 2 * 4) * 0.125);
  options.billed_for_a_video = std::chrono::seconds{-1};
  EXPECT_THROW(Server{options}, std::invalid_argument);
}

TEST_F(SandboxMoney, IsRefusedWhenItIsNotThere) {
  server.set_credits(0.2);
  const auto v1 = call.generate();
  EXPECT_EQ(v1.status, 406);
  EXPECT_NE(v1.body.find("Insufficient credits"), std::string::npos);
  const auto v2 = call.submit();
  EXPECT_EQ(v2.status, 402);
  EXPECT_EQ(json::parse(v2.body).at("error"), "Insufficient credits. You have 0.2 credits.");
  EXPECT_EQ(server.counts().generations_started, 0U);
}

TEST_F(SandboxMoney, IsAnAmountThatThereCanBe) {
  for (const double amount :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -0.01}) {
    EXPECT_THROW(server.set_credits(amount), std::invalid_argument) << amount;
  }
  EXPECT_EQ(server.credits(), 100);
  server.set_credits(0);
  EXPECT_EQ(server.credits(), 0);
}

TEST_F(SandboxMoney, IsSetAsideForWhatRuns) {
  server.set_credits(0.3);
  server.hold();
  EXPECT_EQ(call.submit().status, 200);
  EXPECT_EQ(call.submit().status, 402) << "0.25 of the 0.3 dollars are spoken for";
  server.release();
}

TEST_F(SandboxMoney, IsChargedThoughTheClientHasLeft) {
  server.hold();
  call.timeout_ms = 50;
  EXPECT_EQ(call.generate().code, CURLE_OPERATION_TIMEDOUT);
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.abandoned == 1; }));
  EXPECT_EQ(server.counts().waiting, 0U);
  EXPECT_EQ(server.counts().generations_charged, 0U);
  server.release();
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_charged == 1; }));
  EXPECT_EQ(server.counts().generate, 1U);
}

TEST_F(SandboxMoney, WaitsWhileTheServerIsHeld) {
  server.hold();
  auto reply = std::async(std::launch::async, [&] { return call.generate(); });
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.waiting == 1; }));
  EXPECT_EQ(reply.wait_for(std::chrono::milliseconds{50}), std::future_status::timeout);
  server.release();
  EXPECT_EQ(reply.get().status, 200);
}

struct Case {
  const char* what;
  Fault fault;
  std::uint64_t charged;
};

class SandboxCharges : public ::testing::TestWithParam<Case> {};

TEST_P(SandboxCharges, WhatTheFaultSays) {
  Server server(shipped_clips());
  Caller call(server);
  auto fault = GetParam().fault;
  server.inject(fault.on(Route::generate));
  server.inject(fault.on(Route::submit));
  call.generate();
  call.submit();
  // A request that ended without an answer may still be at work.
  Caller(server).api_get("/v1/get-user-credits");
  const auto expected = GetParam().charged;
  EXPECT_TRUE(server.wait_for([&](const Counts& counts) {
    return counts.generations_charged == expected &&
           counts.generations_started == counts.generations_completed + counts.generations_failed;
  })) << server.counts().generations_charged;
}

INSTANTIATE_TEST_SUITE_P(Faults, SandboxCharges,
                         ::testing::Values(Case{"a 504 hides work that was done", Fault::status(504), 2},
                                           Case{"unless it is said not to", Fault::status(504).charged(false), 0},
                                           Case{"a 200 is billed", Fault::status(200), 2},
                                           Case{"a 200 of HTML is billed", Fault::html(200), 2},
                                           Case{"a 200 is free where it is said", Fault::status(200).charged(false), 0},
                                           Case{"a 202 is not billed", Fault::status(202), 0},
                                           Case{"a redirect is not billed", Fault::redirect("http://127.0.0.1/"), 0},
                                           Case{"a refusal costs nothing", Fault::status(400), 0},
                                           Case{"unless it is said to", Fault::status(400).charged(), 2},
                                           Case{"a cut answer was paid", Fault::cut(10), 2},
                                           Case{"a cut answer that was free", Fault::cut(10).charged(false), 0},
                                           Case{"no answer at all", Fault::no_answer(), 2},
                                           Case{"garbage", Fault::garbage(), 2},
                                           Case{"failed work", Fault::failed_work("no"), 0},
                                           Case{"an unread request", Fault::unread(), 0}),
                         [](const auto& test) {
                           std::string name = test.param.what;
                           for (auto& c : name) c = c == ' ' ? '_' : c;
                           return name;
                         });

}  // namespace
}  // namespace segmind::testing
