#include "net/loop.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "faults/socket.hpp"
#include "net/curl_transport.hpp"

namespace segmind::testing {
namespace {

/// Keeps what became of an exchange.
struct Kept : net::Listener {
  bool on_head(net::Head) noexcept override { return true; }
  bool on_body(const std::byte*, std::size_t) noexcept override { return true; }
  void on_done(const net::Outcome& what) noexcept override { outcome = what; }
  std::optional<net::Outcome> outcome;
};

// The system has taken its connection; nobody reads from it.
TEST(Loop, WhatIsBeingSentWhenItClosesLeavesNoFurtherAndEndsAsClosed) {
  const Socket listener = listen_on_loopback();
  const auto clock = std::make_shared<net::Clock>();
  net::Loop loop(std::make_unique<net::CurlTransport>(net::Environment(), clock), clock, net::Loop::Thread::none);
  Kept kept;
  int pieces = 0;
  net::HttpRequest request;
  request.method = "POST";
  request.address = std::make_shared<net::Address>("http://127.0.0.1:" + std::to_string(port_of(listener)) + "/");
  request.connection = net::Connection::own;
  request.body = net::Body{2, nullptr, [&](char* buffer, std::size_t) {
                             *buffer = 'a';
                             ++pieces;
                             loop.close();
                             return std::size_t{1};
                           }};
  loop.post([&] { loop.start(std::move(request), kept); });
  while (!kept.outcome && loop.turn(std::chrono::seconds(5))) continue;
  loop.shut_down();
  ASSERT_TRUE(kept.outcome);
  EXPECT_EQ(kept.outcome->ending, net::Ending::closed) << kept.outcome->problem;
  EXPECT_EQ(kept.outcome->reached, net::Reached::sending);
  EXPECT_EQ(pieces, 1);
}

}  // namespace
}  // namespace segmind::testing
