#include "cli/display/progress_line.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <sstream>

namespace segmind::cli {
namespace {

using namespace std::chrono_literals;

// Whoever runs builds may end a program that says nothing for ten minutes.
TEST(ProgressLine, SaysEveryMinuteWhereItIsNoTerminalThatItGoesOn) {
  std::ostringstream printed;
  auto* const standard_error = std::cerr.rdbuf(printed.rdbuf());
  ProgressLine line(Terminal(), UsualTime{329s, 490s});
  segmind::Progress progress;
  progress.phase = segmind::Phase::generating;
  for (; progress.elapsed <= 3min; progress.elapsed += 250ms) line.show(progress);
  std::cerr.rdbuf(standard_error);
  EXPECT_EQ(printed.str(),
            "0:00  The clip is being made (usually 5:29 to 8:10)\n"
            "1:00  The clip is being made (usually 5:29 to 8:10)\n"
            "2:00  The clip is being made (usually 5:29 to 8:10)\n"
            "3:00  The clip is being made (usually 5:29 to 8:10)\n");
}

TEST(ProgressLine, ShowsTheServicesOwnWordWhereItSaysMore) {
  std::ostringstream printed;
  auto* const standard_error = std::cerr.rdbuf(printed.rdbuf());
  ProgressLine line(Terminal(), UsualTime{329s, 490s});
  segmind::Progress progress;
  progress.phase = segmind::Phase::queued;
  progress.service_state = "WARMING_UP";
  line.show(progress);
  std::cerr.rdbuf(standard_error);
  EXPECT_EQ(printed.str(), "0:00  The request is in the service's queue; the service says WARMING_UP\n");
}

}  // namespace
}  // namespace segmind::cli
