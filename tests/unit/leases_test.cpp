#include "call/journal/leases.hpp"

#include <gtest/gtest.h>

namespace segmind::call {
namespace {

using namespace std::chrono_literals;

TEST(LeasesTest, LastFromTheQuestionOn) {
  const Leases leases(30s);
  EXPECT_TRUE(leases.lasts(100s, 129s));
  EXPECT_FALSE(leases.lasts(100s, 130s));
}

TEST(LeasesTest, ARenewalProlongsThemFromItsQuestionOn) {
  Leases leases(30s);
  leases.renewed(110s, 115s);
  leases.renewed(120s, 121s);
  EXPECT_TRUE(leases.lasts(100s, 149s));
  EXPECT_FALSE(leases.lasts(100s, 150s));
  EXPECT_TRUE(leases.lasts(118s, 149s));
}

// As of a program that was stopped: by then another may have taken the entry over.
TEST(LeasesTest, ARenewalThatCameTooLateProlongsNothing) {
  Leases leases(30s);
  leases.renewed(110s, 111s);
  leases.renewed(139s, 141s);
  EXPECT_FALSE(leases.lasts(100s, 142s));
  EXPECT_TRUE(leases.lasts(135s, 168s)) << "Of an entry that was begun after that.";
}

}  // namespace
}  // namespace segmind::call
