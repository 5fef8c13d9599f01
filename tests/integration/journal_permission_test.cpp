// When a program that has a journal is asked whether to pay twice.
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class JournalPermission : public WithSharedJournal {
 protected:
  explicit JournalPermission(sandbox::Options options = quick()) : WithSharedJournal(std::move(options)) {}

  ClientOptions patient(std::chrono::milliseconds settle) const {
    ClientOptions made = options();
    made.records_settle = settle;
    made.retry.attempts = 2;
    return made;
  }
};

TEST_F(JournalPermission, IsAskedForOnceTheRecordsMustShowItAndDoNot) {
  leave_behind(a_request());
  Permission permission;
  CallOptions call = keyed();
  permission.give(call);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(first.try_generate(a_request(), call));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 200ms);
  EXPECT_EQ(permission.asked, 1);
  EXPECT_TRUE(becomes(JournalState::done));
  ASSERT_EQ(entry().attempts.size(), 2U);
  EXPECT_GT(entry().attempts.at(1).epoch, entry().attempts.at(0).epoch);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalPermission, IsAskedForTheCallsOwnLossToo) {
  Client mine(patient(200ms));
  for (const Route route : {Route::generate, Route::submit}) {
    Permission permission;
    CallOptions call = keyed(std::string(to_string(route)));
    call.through_queue = route == Route::submit;
    permission.give(call);
    server.inject(Fault::status(504).charged(false).on(route));
    const auto video = mine.try_generate(a_request(), call);
    EXPECT_TRUE(video) << video.error().describe();
    EXPECT_EQ(permission.asked, 1);
  }
  EXPECT_EQ(paid_posts(), 4U);
}

TEST_F(JournalPermission, IsNotAskedForBeforeTheRecordsMustShowIt) {
  Client mine(patient(1h));
  leave_behind(a_request());
  server.inject(Fault::status(504).charged(false).on(Route::generate));
  for (const std::string which : {"shot-042", "another"}) {
    Permission permission;
    CallOptions call = keyed(which, 300ms);
    permission.give(call);
    const auto lost = mine.try_generate(a_request(), call);
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().charge, Charge::possible);
    EXPECT_EQ(permission.asked, 0);
    EXPECT_TRUE(becomes(JournalState::uncertain, which));
  }
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(JournalPermission, IsNotAskedForWhereNothingWasReadOrRecordsAreOff) {
  leave_behind(a_request());
  Permission permission;
  CallOptions call = keyed("shot-042", 600ms);
  permission.give(call);
  ClientOptions blind = patient(1ms);
  blind.recover_from_records = false;
  EXPECT_FALSE(Client(blind).try_generate(a_request(), call));
  server.inject(Fault::status(503).on(Route::records).repeat_forever());
  EXPECT_FALSE(Client(patient(1ms)).try_generate(a_request(), call));
  EXPECT_EQ(permission.asked, 0);
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(JournalPermission, WhatOtherIntentionsOwnIsNoObstacle) {
  first.generate(a_request(), keyed("another"));
  ASSERT_TRUE(becomes(JournalState::done, "another"));
  leave_behind(a_request());
  Permission permission;
  CallOptions call = keyed();
  permission.give(call);
  EXPECT_TRUE(second.try_generate(a_request(), call));
  EXPECT_EQ(permission.asked, 1);
  EXPECT_EQ(paid_posts(), 2U);
}

TEST_F(JournalPermission, AnExceptionIsNone) {
  leave_behind(a_request());
  CallOptions call = keyed();
  call.accept_paying_twice = [](const Error&) -> bool { throw std::runtime_error("no"); };
  EXPECT_FALSE(first.try_generate(a_request(), call));
  EXPECT_TRUE(becomes(JournalState::uncertain));
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(JournalPermission, TheBudgetHoldsForTheSecondPayment) {
  leave_behind(a_request());
  ClientOptions limited = options();
  limited.spending_limit = 0.3;  // of which the first may have taken 0.25
  Permission permission;
  CallOptions call = keyed();
  permission.give(call);
  const auto refused = Client(limited).try_generate(a_request(), call);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::spending_limit);
  EXPECT_EQ(refused.error().charge, Charge::possible);
  EXPECT_TRUE(becomes(JournalState::uncertain));
  EXPECT_EQ(paid_posts(), 0U);
}

// The first may be paid for, though the second certainly is not.
TEST_F(JournalPermission, ASecondThatCostNothingLeavesTheFirstInDoubt) {
  leave_behind(a_request());
  Permission permission;
  CallOptions call = keyed();
  permission.give(call);
  server.inject(Fault::status(400).on(Route::generate));
  const auto failed = first.try_generate(a_request(), call);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().charge, Charge::possible);
  EXPECT_TRUE(becomes(JournalState::uncertain));
}

/// Rows that do not tell what was sent.
class JournalPermissionUnclear : public JournalPermission {
 protected:
  JournalPermissionUnclear() : JournalPermission(without_bodies()) {}
  static sandbox::Options without_bodies() {
    sandbox::Options made = quick();
    made.records.body = sandbox::RecordBody::none;
    return made;
  }
};

TEST_F(JournalPermissionUnclear, IsNotAskedForWhereARecordMayBeTheOne) {
  leave_behind(a_request());
  make(a_request());
  Permission permission;
  CallOptions call = keyed("shot-042", 1s);
  permission.give(call);
  const auto lost = first.try_generate(a_request(), call);
  ASSERT_FALSE(lost);
  EXPECT_NE(lost.error().message.find("may be this request's"), std::string::npos) << lost.error().message;
  EXPECT_EQ(permission.asked, 0);
  EXPECT_EQ(paid_posts(), 1U);
}

}  // namespace
}  // namespace segmind::testing
