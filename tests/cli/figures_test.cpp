#include "cli/display/figures.hpp"

#include <gtest/gtest.h>

namespace segmind::cli {
namespace {

TEST(Figures, ShowsNoSumAsARowOfDigitsThatNobodyCanRead) {
  EXPECT_EQ(money_text(0.25), "0.250");
  EXPECT_EQ(money_text(-12.5), "-12.500");
  EXPECT_EQ(money_text(999'999'999.5), "999999999.500");
  EXPECT_EQ(money_text(-1e300), "-1e+300");
  EXPECT_EQ(money_text(1.25e12), "1.25e+12");
}

}  // namespace
}  // namespace segmind::cli
