#pragma once

#include "../integration/service.hpp"

namespace segmind::testing {

/// One call of each kind; the two that are paid have keys of that name, and files in that folder.
inline void make_calls(Client& client, const TemporaryFolder& folder, const std::string& name) {
  CallOptions call;
  call.idempotency_key = name;
  call.sink = Sink::file(folder.file(name + ".mp4"));
  EXPECT_TRUE(client.try_generate(a_request(), call));
  call.idempotency_key += " again";
  call.through_queue = true;
  EXPECT_TRUE(client.try_generate(a_request(), call));
  EXPECT_FALSE(Wan27R2VRequest::Builder("").try_build());
  EXPECT_TRUE(client.try_credits());
  EXPECT_TRUE(client.try_records());
  EXPECT_TRUE(client.try_upload(folder.file(name + ".mp4")));
  EXPECT_TRUE(client.try_unfinished());
}

}  // namespace segmind::testing
