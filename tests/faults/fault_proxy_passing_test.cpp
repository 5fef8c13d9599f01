#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "faults/proxy_fixture.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;

class FaultProxyPassing : public ProxyFixture {};

TEST_F(FaultProxyPassing, PassesEveryByteOnInBothDirectionsAtOnce) {
  Pair pair = connect();
  const std::string up = many_bytes(3'000'000);
  const std::string down = many_bytes(2'000'000);
  std::thread client_sends([&] { EXPECT_TRUE(pair.client.send(up)); });
  std::thread server_sends([&] { EXPECT_TRUE(pair.server.send(down)); });
  std::thread client_receives([&] { EXPECT_TRUE(pair.client.receive(down.size()) == down); });
  EXPECT_TRUE(pair.server.receive(up.size()) == up);
  client_sends.join();
  server_sends.join();
  client_receives.join();
  const Traffic traffic = proxy_.traffic();
  ASSERT_EQ(traffic.connections.size(), 1U);
  EXPECT_EQ(traffic.connections[0].to_server, up.size());
  EXPECT_EQ(traffic.connections[0].to_client, down.size());
  EXPECT_FALSE(traffic.connections[0].faulted);
}

// Eleven pieces: Linux acknowledges the first 16 segments of a connection at once, and later ones after a while, when a
// busy machine has sent the last of them again.
TEST_F(FaultProxyPassing, SplitSendsEachPieceInItsOwnSegment) {
  Pair pair = connect();
  proxy_.split(4);
  ASSERT_TRUE(pair.server.send(message));
  EXPECT_EQ(pair.client.receive(message.size()), message);
  EXPECT_EQ(pair.client.data_segments(), message.size() / 4);
  proxy_.split(20, 5ms);
  ASSERT_TRUE(pair.client.send(message));
  EXPECT_EQ(pair.server.receive(message.size()), message);
  EXPECT_EQ(pair.server.data_segments(), 3U);
}

TEST_F(FaultProxyPassing, SplitKeepsAFaultAtItsByte) {
  proxy_.split(10);
  proxy_.arm(ByteFault::cut(Direction::to_client, 13));
  Pair pair = connect();
  ASSERT_TRUE(pair.server.send(message));
  EXPECT_EQ(pair.client.receive_all().bytes, message.substr(0, 13));
}

TEST_F(FaultProxyPassing, MergeSendsInOneSegmentWhatCameInMany) {
  Pair pair = connect();
  proxy_.merge(1min);
  for (const char byte : message) ASSERT_TRUE(pair.client.send({&byte, 1}));
  pair.client.send_fin();
  EXPECT_EQ(pair.server.receive_all().bytes, message);
  EXPECT_EQ(pair.server.data_segments(), 1U);
}

TEST_F(FaultProxyPassing, MergeWaitsNoLongerThanItsWindow) {
  proxy_.merge(50ms);
  Pair pair = connect();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(pair.client.send("a"));
  EXPECT_EQ(pair.server.receive(1), "a");
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 50ms);
}

TEST_F(FaultProxyPassing, PassesAHalfCloseOnAndLetsTheAnswerThrough) {
  Pair pair = connect();
  ASSERT_TRUE(pair.client.send("question"));
  pair.client.send_fin();
  const Peer::Received question = pair.server.receive_all();
  EXPECT_EQ(question.bytes, "question");
  EXPECT_EQ(question.end, Peer::End::fin);
  ASSERT_TRUE(pair.server.send("answer"));
  EXPECT_EQ(pair.client.receive(6), "answer");
  pair.server.close();
  EXPECT_EQ(pair.client.receive_all().end, Peer::End::fin);
  EXPECT_TRUE(all_close());
}

TEST_F(FaultProxyPassing, PassesAResetOnAfterTheBytesBeforeIt) {
  for (const Direction direction : both_directions) {
    Pair pair = connect();
    ASSERT_TRUE(pair.sender(direction).send(message));
    EXPECT_EQ(pair.receiver(direction).receive(message.size()), message);
    pair.sender(direction).reset();
    EXPECT_EQ(pair.receiver(direction).receive_all().end, Peer::End::reset);
    EXPECT_TRUE(all_close());
  }
}

TEST_F(FaultProxyPassing, AServerThatWritesToADepartedClientIsReset) {
  Pair pair = connect();
  pair.client.close();
  EXPECT_EQ(pair.server.receive_all().end, Peer::End::fin);
  ASSERT_TRUE(pair.server.send(message));
  EXPECT_TRUE(all_close());
  EXPECT_FALSE(pair.server.send(message));
}

TEST_F(FaultProxyPassing, EachSideHearsWhenTheOtherLeaves) {
  for (const Direction direction : both_directions) {
    Pair pair = connect();
    pair.sender(direction).close();
    EXPECT_EQ(pair.receiver(direction).receive_all().end, Peer::End::fin);
    pair.receiver(direction).close();
    EXPECT_TRUE(all_close());
  }
}

TEST_F(FaultProxyPassing, RefusesAsManyConnectionsAsAskedAndTheServerHearsOfNone) {
  proxy_.refuse_next(2);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Peer::connect(proxy_.port()).receive_all().end, Peer::End::reset);
  Pair pair = connect();
  ASSERT_TRUE(pair.client.send("third"));
  EXPECT_EQ(pair.server.receive(5), "third");
  const Traffic traffic = proxy_.traffic();
  ASSERT_EQ(traffic.connections.size(), 3U);
  EXPECT_TRUE(traffic.connections[1].refused);
  EXPECT_FALSE(traffic.connections[2].refused);
}

TEST_F(FaultProxyPassing, DisarmedItRefusesNoMore) {
  proxy_.refuse_next(2);
  EXPECT_EQ(Peer::connect(proxy_.port()).receive_all().end, Peer::End::reset);
  proxy_.disarm();
  Pair pair = connect();
  ASSERT_TRUE(pair.client.send("second"));
  EXPECT_EQ(pair.server.receive(6), "second");
}

TEST_F(FaultProxyPassing, ResetsTheClientWhenTheServerCannotBeReached) {
  listener_.close();
  EXPECT_EQ(Peer::connect(proxy_.port()).receive_all().end, Peer::End::reset);
  EXPECT_TRUE(all_close());
  EXPECT_TRUE(proxy_.traffic().connections.at(0).refused);
}

TEST_F(FaultProxyPassing, ClosesAllAndTakesNewConnectionsAfterwards) {
  Pair first = connect();
  Pair second = connect();
  proxy_.close_all();
  EXPECT_EQ(first.client.receive_all().end, Peer::End::fin);
  EXPECT_EQ(second.server.receive_all().end, Peer::End::fin);
  EXPECT_TRUE(all_close());
  Pair third = connect();
  ASSERT_TRUE(third.client.send("new"));
  EXPECT_EQ(third.server.receive(3), "new");
}

TEST_F(FaultProxyPassing, HoldsHundredsOfConnectionsAtOnce) {
  std::vector<Pair> pairs;
  for (int i = 0; i < 400; ++i) pairs.push_back(connect());
  EXPECT_EQ(proxy_.traffic().open, 400U);
  proxy_.arm(ByteFault::cut(Direction::to_client, 3).on(123));
  for (Pair& pair : pairs) ASSERT_TRUE(pair.server.send(message));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string expected = i == 123 ? message.substr(0, 3) : message;
    EXPECT_EQ(pairs[i].client.receive(expected.size()), expected);
  }
  EXPECT_EQ(pairs[123].client.receive_all().end, Peer::End::fin);
  pairs.clear();
  EXPECT_TRUE(all_close());
}

TEST_F(FaultProxyPassing, RecordsTheFirstBytesOfEachDirection) {
  proxy_.record(8);
  Pair pair = connect();
  ASSERT_TRUE(pair.client.send("question"));
  EXPECT_EQ(pair.server.receive(8), "question");
  ASSERT_TRUE(pair.server.send("a long answer"));
  EXPECT_EQ(pair.client.receive(13), "a long answer");
  EXPECT_EQ(proxy_.transcript(0).to_server, "question");
  EXPECT_EQ(proxy_.transcript(0).to_client, "a long a");
  EXPECT_EQ(proxy_.transcript(7).to_client, "");
}

}  // namespace
}  // namespace segmind::testing
