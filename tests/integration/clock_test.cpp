#include "service.hpp"

namespace {
std::atomic<std::chrono::hours::rep> hours_ahead{0};
}

// What the library takes for the time of the day, as after a console has booted and then asked what time it is.
std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept {
  timespec now = {};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return time_point(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec) +
                    std::chrono::hours(hours_ahead));
}

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class AClockThatIsSet : public Service {
 protected:
  ~AClockThatIsSet() override { hours_ahead = 0; }
};

TEST_F(AClockThatIsSet, ForwardMakesNoJobExpire) {
  const Job job = client.submit(a_request());
  hours_ahead = 50 * 365 * 24;
  server.inject(Fault::status(404).on(Route::status));
  const auto video = job.try_wait();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(AClockThatIsSet, ForwardWhileAJobIsWaitedForMakesItNotExpireEither) {
  server.hold();
  auto waiting = client.submit(a_request()).wait_async();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.status >= 1; }));
  hours_ahead = 2;
  server.inject(Fault::status(404).on(Route::status));
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.faults_used >= 1; }));
  server.release();
  const auto video = waiting.try_get();
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(AClockThatIsSet, BackLetsAJobBeWaitedForAsLongAsBefore) {
  const Job job = client.submit(a_request());
  hours_ahead = -2;
  EXPECT_TRUE(job.try_wait());
}

}  // namespace
}  // namespace segmind::testing
