#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Money : public BareService {};

TEST_F(Money, ResendsNothingWhenTheConnectionDiesAfterTheBodyWasSent) {
  client.generate(a_request());  // leaves a connection behind that could be reused
  for (const auto ending : {Fault::Ending::fin, Fault::Ending::reset}) {
    const auto before = server.counts();
    server.inject(Fault::no_answer(ending).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().charge, Charge::possible);
    EXPECT_EQ(server.counts().generate, before.generate + 1);
    EXPECT_EQ(server.counts().generations_charged, before.generations_charged + 1);
  }
}

TEST_F(Money, SendsEachPaidRequestOnAConnectionOfItsOwn) {
  client.generate(a_request());
  server.close_idle_connections();
  client.generate(a_request());
  client.generate(a_request());
  const auto seen = server.requests();
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_NE(seen[0].connection, seen[1].connection);
  EXPECT_NE(seen[1].connection, seen[2].connection);
}

TEST_F(Money, RetriesNoPaidRequestAfterAServerError) {
  for (const int status : {500, 502, 503, 504}) {
    const auto before = server.counts().generate;
    server.inject(Fault::status(status).on(Route::generate).charged());
    EXPECT_EQ(client.try_generate(a_request()).error().charge, Charge::possible);
    EXPECT_EQ(server.counts().generate, before + 1);
  }
}

TEST_F(Money, NeverUnderstatesWhatTheServerCharged) {
  for (const std::uint64_t bytes : {0U, 1U, 17U, 200U, 400U, 1000U}) {
    for (const auto ending : {Fault::Ending::fin, Fault::Ending::reset}) {
      const auto before = server.counts().generations_charged;
      server.inject(Fault::cut(bytes, ending).on(Route::generate));
      const auto video = client.try_generate(a_request());
      ASSERT_FALSE(video);
      ASSERT_EQ(server.counts().generations_charged, before + 1);
      EXPECT_NE(video.error().charge, Charge::none) << bytes;
    }
  }
}

}  // namespace
}  // namespace segmind::testing
