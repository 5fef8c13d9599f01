#include <chrono>
#include <string>
#include <thread>

#include "faults/proxy_fixture.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;

class FaultProxyTest : public ProxyFixture {};

TEST_F(FaultProxyTest, CutDeliversExactlyTheBytesBeforeTheOffsetThenFinToBoth) {
  std::uint64_t fired = 0;
  for (const Direction direction : both_directions) {
    for (std::size_t offset = 0; offset < message.size(); ++offset) {
      SCOPED_TRACE(offset);
      proxy_.arm(ByteFault::cut(direction, offset).at_next_byte());
      Pair pair = connect();
      ASSERT_TRUE(pair.sender(direction).send(message));
      const Peer::Received received = pair.receiver(direction).receive_all();
      EXPECT_EQ(received.bytes, message.substr(0, offset));
      EXPECT_EQ(received.end, Peer::End::fin);
      EXPECT_EQ(pair.sender(direction).receive_all().end, Peer::End::fin);
      ASSERT_TRUE(fires(++fired));
    }
  }
  for (const ConnectionStats& connection : proxy_.traffic().connections)
    EXPECT_EQ(connection.faulted, ByteFault::What::cut);
  EXPECT_TRUE(all_close());
}

TEST_F(FaultProxyTest, ResetDeliversExactlyTheBytesBeforeTheOffsetThenRstToTheClient) {
  for (std::size_t offset = 0; offset < message.size(); ++offset) {
    SCOPED_TRACE(offset);
    proxy_.arm(ByteFault::reset(Direction::to_client, offset).at_next_byte());
    Pair pair = connect();
    ASSERT_TRUE(pair.server.send(message));
    const Peer::Received received = pair.client.receive_all();
    EXPECT_EQ(received.bytes, message.substr(0, offset));
    EXPECT_EQ(received.end, Peer::End::reset);
    EXPECT_EQ(pair.server.receive_all().end, Peer::End::fin);
  }
  for (const ConnectionStats& connection : proxy_.traffic().connections) {
    EXPECT_EQ(connection.faulted, ByteFault::What::reset);
    EXPECT_EQ(connection.lost_in_reset, 0U);
  }
}

TEST_F(FaultProxyTest, ResetOnTheWayUpGivesTheServerItsBytesAndAnEnd) {
  for (std::size_t offset = 0; offset < message.size(); ++offset) {
    SCOPED_TRACE(offset);
    proxy_.arm(ByteFault::reset(Direction::to_server, offset).at_next_byte());
    Pair pair = connect();
    ASSERT_TRUE(pair.client.send(message));
    EXPECT_EQ(pair.client.receive_all().end, Peer::End::reset);
    const Peer::Received received = pair.server.receive_all();
    EXPECT_EQ(received.bytes, message.substr(0, offset));
    EXPECT_EQ(received.end, Peer::End::fin);
  }
}

TEST_F(FaultProxyTest, FiresWithoutWaitingForTheNextByteWhenTheOffsetWasPassed) {
  proxy_.arm(ByteFault::cut(Direction::to_client, 0));
  Pair at_once = connect();
  EXPECT_EQ(at_once.client.receive_all().end, Peer::End::fin);

  proxy_.arm(ByteFault::reset(Direction::to_client, message.size()));
  Pair after_the_last = connect();
  ASSERT_TRUE(after_the_last.server.send(message));
  const Peer::Received received = after_the_last.client.receive_all();
  EXPECT_EQ(received.bytes, message);
  EXPECT_EQ(received.end, Peer::End::reset);
}

TEST_F(FaultProxyTest, AtTheNextByteLetsAConnectionThatEndsBeforeItAlone) {
  proxy_.arm(ByteFault::reset(Direction::to_client, message.size()).at_next_byte());
  Pair pair = connect();
  ASSERT_TRUE(pair.server.send(message));
  pair.server.close();
  const Peer::Received received = pair.client.receive_all();
  EXPECT_EQ(received.bytes, message);
  EXPECT_EQ(received.end, Peer::End::fin);
  EXPECT_EQ(proxy_.traffic().faults_fired, 0U);
}

TEST_F(FaultProxyTest, StallPassesExactlyTheBytesBeforeTheOffsetAndKeepsTheOtherDirectionOpen) {
  std::uint64_t fired = 0;
  for (const Direction direction : both_directions) {
    proxy_.arm(ByteFault::stall(direction, 7));
    Pair pair = connect();
    ASSERT_TRUE(pair.sender(direction).send(message));
    ASSERT_TRUE(fires(++fired));
    EXPECT_EQ(pair.receiver(direction).receive(7), message.substr(0, 7));
    ASSERT_TRUE(pair.receiver(direction).send("still there"));
    EXPECT_EQ(pair.sender(direction).receive(11), "still there");
    const Peer::Received silence = pair.receiver(direction).receive_all(50ms);
    EXPECT_EQ(silence.bytes, "");
    EXPECT_EQ(silence.end, Peer::End::none);
    proxy_.resume();
    EXPECT_EQ(pair.receiver(direction).receive(message.size() - 7), message.substr(7));
  }
}

TEST_F(FaultProxyTest, StallHidesTheServersEndFromTheClient) {
  for (const bool with_reset : {false, true}) {
    proxy_.arm(ByteFault::stall(Direction::to_client, 3));
    Pair pair = connect();
    ASSERT_TRUE(pair.server.send(message));
    EXPECT_EQ(pair.client.receive(3), message.substr(0, 3));
    with_reset ? pair.server.reset() : pair.server.close();
    EXPECT_EQ(pair.client.receive_all(50ms).end, Peer::End::none);
    pair.client.close();
    EXPECT_TRUE(all_close());
  }
}

TEST_F(FaultProxyTest, TheServerHearsThatAClientLeftAStalledConnection) {
  for (const Direction direction : both_directions) {
    proxy_.arm(ByteFault::stall(direction, 3));
    Pair pair = connect();
    ASSERT_TRUE(pair.sender(direction).send(message));
    EXPECT_EQ(pair.receiver(direction).receive(3), message.substr(0, 3));
    pair.client.close();
    EXPECT_NE(pair.server.receive_all().end, Peer::End::none);
    pair.server.close();
    EXPECT_TRUE(all_close());
  }
}

TEST_F(FaultProxyTest, AStalledSenderIsHeldBackByItsOwnBuffers) {
  proxy_.arm(ByteFault::stall(Direction::to_client, 1000));
  Pair pair = connect();
  const std::string much = many_bytes(32'000'000);
  std::thread server_sends([&] { pair.server.send(much); });
  EXPECT_EQ(pair.client.receive(1000), much.substr(0, 1000));
  EXPECT_EQ(pair.client.receive_all(50ms).bytes, "");
  EXPECT_EQ(proxy_.traffic().to_client, 1000U);
  pair.client.close();
  server_sends.join();
  pair.server.close();
  EXPECT_TRUE(all_close());
}

TEST_F(FaultProxyTest, DelayHoldsTheRestForItsTime) {
  proxy_.arm(ByteFault::delay(Direction::to_client, 5, 200ms));
  Pair pair = connect();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(pair.server.send(message));
  pair.server.close();
  EXPECT_EQ(pair.client.receive(5), message.substr(0, 5));
  const Peer::Received rest = pair.client.receive_all();
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 200ms);
  EXPECT_EQ(rest.bytes, message.substr(5));
  EXPECT_EQ(rest.end, Peer::End::fin);
}

TEST_F(FaultProxyTest, SeveralFaultsFireInTheOrderOfTheirBytes) {
  proxy_.arm(ByteFault::cut(Direction::to_client, 9));
  proxy_.arm(ByteFault::delay(Direction::to_client, 4, 20ms));
  Pair pair = connect();
  ASSERT_TRUE(pair.server.send(message));
  EXPECT_EQ(pair.client.receive_all().bytes, message.substr(0, 9));
  ASSERT_TRUE(fires(2));
}

TEST_F(FaultProxyTest, FiresAsOftenAsAskedAndOnTheConnectionAsked) {
  proxy_.arm(ByteFault::cut(Direction::to_client, 2));
  proxy_.arm(ByteFault::cut(Direction::to_client, 5).on(2));
  const std::size_t expected[] = {2, message.size(), 5, message.size()};
  for (const std::size_t bytes : expected) {
    Pair pair = connect();
    ASSERT_TRUE(pair.server.send(message));
    pair.server.close();
    EXPECT_EQ(pair.client.receive_all().bytes.size(), bytes);
  }
  proxy_.arm(ByteFault::cut(Direction::to_client, 1).repeat(ByteFault::forever));
  for (int i = 0; i < 3; ++i) {
    Pair pair = connect();
    ASSERT_TRUE(pair.server.send(message));
    EXPECT_EQ(pair.client.receive_all().bytes.size(), 1U);
  }
  proxy_.disarm();
  Pair pair = connect();
  ASSERT_TRUE(pair.server.send(message));
  EXPECT_EQ(pair.client.receive(message.size()), message);
}

TEST_F(FaultProxyTest, CountsFromNowOnAConnectionThatIsUsedAgain) {
  Pair pair = connect();
  ASSERT_TRUE(pair.server.send("first answer"));
  EXPECT_EQ(pair.client.receive(12), "first answer");
  proxy_.arm(ByteFault::cut(Direction::to_client, 6).counted_from_now());
  ASSERT_TRUE(pair.server.send("second answer"));
  EXPECT_EQ(pair.client.receive_all().bytes, "second");
}

TEST_F(FaultProxyTest, SaysWhatAResetKeptFromAClientThatDidNotRead) {
  proxy_.arm(ByteFault::reset(Direction::to_client, 60'000));
  Peer client = Peer::connect_with_small_window(proxy_.port());
  Peer server = Peer::accept(listener_);
  const std::string much = many_bytes(60'000);
  ASSERT_TRUE(server.send(much));
  ASSERT_TRUE(fires(1));
  EXPECT_EQ(server.receive_all().end, Peer::End::fin);
  server.close();
  ASSERT_TRUE(all_close());
  const Peer::Received received = client.receive_all();
  EXPECT_EQ(received.end, Peer::End::reset);
  const ConnectionStats stats = proxy_.traffic().connections.at(0);
  EXPECT_GT(stats.lost_in_reset, 0U);
  EXPECT_EQ(received.bytes.size() + stats.lost_in_reset, much.size());
}

}  // namespace
}  // namespace segmind::testing
