#include "faults/fault_proxy.hpp"
#include "integration/service.hpp"

namespace segmind::testing {
namespace {

// A connection that breaks while the service works: the work goes on, and is paid for.
void loses_its_connection_and_ends_with_its_clip(sandbox::Options sandbox) {
  sandbox::Server server(std::move(sandbox));
  FaultProxy proxy(server.port());
  ClientOptions options = options_for(server);
  options.base_url = "http://127.0.0.1:" + std::to_string(proxy.port());
  Client client(options);
  server.hold();
  auto call = client.generate_async(a_request());
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.waiting == 1; }));
  proxy.close_all();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.records >= 2; }));
  EXPECT_FALSE(call.ready());
  server.release();
  const auto video = call.try_get();
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
  EXPECT_EQ(server.counts().generate, 1U);
  EXPECT_EQ(client.spending().charged, 1U);
}

TEST(LostConnection, IsFollowedInTheRecordsUntilTheClipIsThere) {
  loses_its_connection_and_ends_with_its_clip(quick());
}

TEST(LostConnection, IsFollowedWhereARecordOfV1AppearsOnlyAtItsEnd) {
  sandbox::Options options = quick();
  options.records.v1_at_end = true;
  options.records.delay = 50ms;
  loses_its_connection_and_ends_with_its_clip(options);
}

}  // namespace
}  // namespace segmind::testing
