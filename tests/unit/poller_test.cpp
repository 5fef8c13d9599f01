#include "os/poller.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "os/wake_signal.hpp"

#if !defined(_WIN32)
#  include <sys/resource.h>
#  include <sys/socket.h>
#  include <time.h>
#  include <unistd.h>
#endif

namespace segmind::os {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class PollerTest : public ::testing::TestWithParam<Poller::Kind> {
 protected:
  static constexpr std::size_t most = 16;
  static constexpr std::chrono::milliseconds long_time{30'000};  // far more than a test takes when nothing hangs

  std::vector<Poller::Ready> wait(std::chrono::milliseconds longest) {
    std::array<Poller::Ready, most> ready;
    const std::size_t count = poller->wait(longest, ready.data(), ready.size());
    return {ready.data(), ready.data() + count};
  }
  std::vector<std::size_t> places(std::chrono::milliseconds longest) {
    std::vector<std::size_t> found;
    for (const Poller::Ready& ready : wait(longest)) found.push_back(ready.place);
    return found;
  }
  /// Signals at places 0, 1, ..., each a socket that raise() makes readable.
  void watch_signals(std::size_t count) {
    poller->make_room(count);
    while (signals.size() < count) {
      signals.push_back(std::make_unique<WakeSignal>());
      ASSERT_TRUE(poller->watch(signals.size() - 1, signals.back()->socket(), to_read));
    }
  }
  static constexpr Poller::Events to_read{true, false, false};

  std::vector<std::unique_ptr<WakeSignal>> signals;
  std::unique_ptr<Poller> poller = Poller::create(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Each, PollerTest, ::testing::Values(Poller::Kind::best, Poller::Kind::portable),
                         [](const auto& kind) { return kind.param == Poller::Kind::best ? "best" : "portable"; });

using Places = std::vector<std::size_t>;

TEST_P(PollerTest, ReportsASocketUnderItsPlaceAsLongAsItIsReady) {
  watch_signals(3);
  EXPECT_EQ(places(0ms), Places());
  signals[1]->raise();
  EXPECT_EQ(places(long_time), Places{1});
  EXPECT_EQ(places(long_time), Places{1});
  ASSERT_TRUE(signals[1]->lower());
  EXPECT_EQ(places(0ms), Places());
}

TEST_P(PollerTest, ReportsThoseThatAreReadyOnceEachBeforeAnyOfThemAgain) {
  watch_signals(5 * most);
  for (const auto& signal : signals) signal->raise();
  std::set<std::size_t> reported;
  for (int waits = 0; waits < 5; ++waits) {
    for (const std::size_t place : places(long_time)) EXPECT_TRUE(reported.insert(place).second) << place;
  }
  EXPECT_EQ(reported.size(), signals.size());
  EXPECT_EQ(places(0ms).size(), most) << "All are ready still: an empty wait says that none is.";
}

TEST_P(PollerTest, IsSilentAboutASocketThatWasForgottenBeforeItsTurn) {
  watch_signals(3 * most);
  for (const auto& signal : signals) signal->raise();
  const Places first = places(long_time);
  ASSERT_EQ(first.size(), most);
  for (std::size_t place = 0; place < signals.size(); ++place) poller->forget(place, signals[place]->socket());
  EXPECT_EQ(places(0ms), Places());
}

// The place of a connection that ended is given to the next.
TEST_P(PollerTest, ASocketIsNotTakenForThatWhichHadItsPlace) {
  watch_signals(3 * most);
  for (const auto& signal : signals) signal->raise();
  const Places first = places(long_time);
  WakeSignal quiet;
  for (std::size_t place = 0; place < signals.size(); ++place) poller->forget(place, signals[place]->socket());
  ASSERT_TRUE(poller->watch(2 * most, quiet.socket(), to_read));
  EXPECT_EQ(places(0ms), Places());
  quiet.raise();
  EXPECT_EQ(places(long_time), Places{2 * most});
}

TEST_P(PollerTest, AWakeUpEndsTheWaitAndIsNoSocket) {
  watch_signals(1);
  const Clock::time_point begin = Clock::now();
  std::thread other([this] { poller->wake(); });
  EXPECT_EQ(places(long_time), Places());
  other.join();
  poller->wake();  // before the wait
  EXPECT_EQ(places(long_time), Places());
  EXPECT_LT(Clock::now() - begin, long_time);
}

TEST_P(PollerTest, MoreWakeUpsThanAPipeHoldsAreOne) {
  for (int i = 0; i < 70'000; ++i) poller->wake();
  EXPECT_EQ(places(long_time), Places());
  const Clock::time_point begin = Clock::now();
  while (Clock::now() - begin < 20ms) places(20ms);  // takes what is left of them
  const Clock::time_point quiet = Clock::now();
  EXPECT_EQ(places(20ms), Places());
  EXPECT_GE(Clock::now() - quiet, 19ms);
}

TEST_P(PollerTest, WaitsNoLongerThanItIsTold) {
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(places(20ms), Places());
  EXPECT_GE(Clock::now() - begin, 19ms);
  EXPECT_LT(Clock::now() - begin, long_time);
  EXPECT_EQ(places(std::chrono::milliseconds(-5)), Places());
}

#if !defined(_WIN32)

/// Two connected sockets.
class PollerOnPair : public PollerTest {
 protected:
  PollerOnPair() {
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
    poller->make_room(8);
  }
  ~PollerOnPair() override {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  void close_end(int end) { ::close(std::exchange(ends[end], -1)); }
  int ends[2];
};

INSTANTIATE_TEST_SUITE_P(Each, PollerOnPair, ::testing::Values(Poller::Kind::best, Poller::Kind::portable),
                         [](const auto& kind) { return kind.param == Poller::Kind::best ? "best" : "portable"; });

TEST_P(PollerOnPair, TellsReadingFromWritingAndReportsWhatIsWatchedAlone) {
  ASSERT_TRUE(poller->watch(4, ends[0], {true, true, false}));
  auto ready = wait(long_time);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_FALSE(ready[0].events.to_read);
  EXPECT_TRUE(ready[0].events.to_write);
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  ready = wait(long_time);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_TRUE(ready[0].events.to_read && ready[0].events.to_write);
  ASSERT_TRUE(poller->watch(4, ends[0], {true, false, false}));
  ready = wait(long_time);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].place, 4U);
  EXPECT_TRUE(ready[0].events.to_read);
  EXPECT_FALSE(ready[0].events.to_write);
}

TEST_P(PollerOnPair, ReportsTheOtherEndsLeavingAsFailed) {
  ASSERT_TRUE(poller->watch(0, ends[0], {false, false, false}));
  EXPECT_EQ(places(0ms), Places());
  close_end(1);
  const auto ready = wait(long_time);
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_TRUE(ready[0].events.failed);
}

// libcurl closes some sockets without a word: poll() would report such a socket for ever.
TEST_P(PollerOnPair, AClosedSocketEndsOneWaitAtMost) {
  ASSERT_TRUE(poller->watch(0, ends[0], to_read));
  close_end(0);
  EXPECT_LE(wait(0ms).size(), 1U);
  const Clock::time_point begin = Clock::now();
  EXPECT_EQ(places(20ms), Places());
  EXPECT_GE(Clock::now() - begin, 19ms);
}

TEST_P(PollerOnPair, ANumberGivenAgainBelongsToItsLastPlace) {
  ASSERT_TRUE(poller->watch(0, ends[0], to_read));
  const int number = ends[0];
  close_end(0);
  (void)wait(0ms);
  WakeSignal signal;
  ASSERT_EQ(::dup2(signal.socket(), number), number);
  ASSERT_TRUE(poller->watch(1, number, to_read));
  poller->forget(0, number);
  signal.raise();
  EXPECT_EQ(places(long_time), Places{1});
  ::close(number);
}

/// For as long as it lives, this process may open no descriptor from that number on.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = most;
    ::setrlimit(RLIMIT_NOFILE, &lower);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

std::chrono::nanoseconds processor_time() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// poll() refuses more entries than the limit allows descriptors, those included that were opened before.
TEST_P(PollerTest, GoesOnWhereTheLimitOfDescriptorsIsLoweredBelowThoseItWatches) {
  watch_signals(5 * most);
  for (const rlim_t limit : {rlim_t{40}, rlim_t{3}, rlim_t{1}}) {
    const DescriptorLimit lowered(limit);
    const Clock::time_point begin = Clock::now();
    const auto burnt = processor_time();
    while (Clock::now() - begin < 120ms) EXPECT_EQ(places(120ms), Places());
    EXPECT_LT(processor_time() - burnt, 60ms) << "with a limit of " << limit;
    for (const std::size_t place : {std::size_t{0}, signals.size() - 1}) {
      signals[place]->raise();
      Places found;
      for (int waits = 0; waits < 4 && found.empty(); ++waits) found = places(50ms);
      EXPECT_EQ(found, Places{place}) << "with a limit of " << limit;
      ASSERT_TRUE(signals[place]->lower());
    }
    poller->wake();
    const Clock::time_point woken = Clock::now();
    EXPECT_EQ(places(long_time), Places());
    EXPECT_LT(Clock::now() - woken, long_time);
  }
}

// As a daemon does that closes all descriptors when its client is there already. Cancelling must take effect all the
// same.
TEST_P(PollerTest, BurnsNoProcessorWhenItsOwnDescriptorsAreClosed) {
  poller = nullptr;
  const std::array<int, 2> its{::dup(0), ::dup(0)};
  for (const int descriptor : its) ::close(descriptor);
  poller = Poller::create(GetParam());
  for (const int descriptor : its) ::close(descriptor);
  const Clock::time_point begin = Clock::now();
  int waits = 0;
  for (; Clock::now() - begin < 200ms && waits < 1000; ++waits) EXPECT_EQ(places(long_time), Places());
  EXPECT_LE(waits, 6) << "one that finds out, and one each 50 ms";
  // So that its destructor closes nobody's.
  for (const int descriptor : its) ::dup2(0, descriptor);
}

#endif

}  // namespace
}  // namespace segmind::os
