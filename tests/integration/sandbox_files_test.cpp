// The files' own host: no key, parts of files, files that change.

#include <gtest/gtest.h>

#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Server;

class SandboxFiles : public ::testing::Test {
 protected:
  SandboxFiles() { call.key.clear(); }

  Server server{shipped_clips()};
  Caller call{server};
  std::string url = server.add_file("0123456789", "video/mp4");
};

TEST_F(SandboxFiles, LieOnAnotherOriginAndNeedNoKey) {
  EXPECT_NE(server.files_url(), server.base_url());
  const auto reply = call.get(url);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "0123456789");
  EXPECT_EQ(reply.header("Content-Type"), "video/mp4");
  EXPECT_EQ(reply.header("Accept-Ranges"), "bytes");
  EXPECT_FALSE(reply.header("ETag").empty());
  EXPECT_FALSE(reply.header("Last-Modified").empty());
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);
  EXPECT_TRUE(server.requests().back().files_origin);
}

TEST_F(SandboxFiles, AnswerHeadWithoutABody) {
  const auto reply = call.head(url);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("Content-Length"), "10");
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(call.get(url).body, "0123456789") << "on the same connection";
}

TEST_F(SandboxFiles, AreServedInParts) {
  const std::vector<std::pair<std::string, std::string>> parts = {
      {"0-3", "0123"}, {"4-", "456789"}, {"-3", "789"}, {"8-100", "89"}, {"9-9", "9"}};
  for (const auto& [range, body] : parts) {
    call.range = range;
    const auto reply = call.get(url);
    EXPECT_EQ(reply.status, 206) << range;
    EXPECT_EQ(reply.body, body) << range;
  }
  EXPECT_EQ(call.get(url).header("Content-Range"), "bytes 9-9/10");
  call.range = "10-";
  const auto beyond = call.get(url);
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("Content-Range"), "bytes */10");
  call.range = "0-1,3-4";
  EXPECT_EQ(call.get(url).status, 200) << "several ranges: the whole";
}

TEST_F(SandboxFiles, AreServedInPartsOnlyWhileTheyAreTheSame) {
  const auto tag = call.get(url).header("ETag");
  call.range = "5-";
  call.more_headers = {"If-Range: " + tag};
  EXPECT_EQ(call.get(url).status, 206);
  server.replace_file(url, "abcdefghij");
  const auto changed = call.get(url);
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.body, "abcdefghij");
  EXPECT_NE(changed.header("ETag"), tag);
  EXPECT_THROW(server.replace_file(server.files_url() + "/files/none", ""), std::invalid_argument);
}

TEST_F(SandboxFiles, AreNotSentAgainToWhoHasThem) {
  call.more_headers = {"If-None-Match: " + call.get(url).header("ETag")};
  const auto reply = call.get(url);
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(reply.body, "");
}

TEST(SandboxFilesOptions, SwitchPartsAndTagsOff) {
  auto options = shipped_clips();
  options.ranges = false;
  options.validators = false;
  Server server(options);
  Caller call(server);
  call.range = "2-3";
  const auto reply = call.get(server.add_file("0123456789", "video/mp4"));
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "0123456789");
  EXPECT_EQ(reply.header("Accept-Ranges"), "");
  EXPECT_EQ(reply.header("ETag"), "");
}

TEST_F(SandboxFiles, BreakAndGoOnWhereTheyBroke) {
  server.inject(Fault::cut_body(4).on(sandbox::Route::download));
  const auto first = call.get(url);
  EXPECT_EQ(first.code, CURLE_PARTIAL_FILE);
  EXPECT_EQ(first.body, "0123");
  call.range = "4-";
  EXPECT_EQ(first.body + call.get(url).body, "0123456789");
}

TEST_F(SandboxFiles, AreNotThereUnderAnotherNameOrMethod) {
  EXPECT_EQ(call.get(server.files_url() + "/files/none.mp4").status, 404);
  EXPECT_EQ(call.post(url, "x").status, 405);
}

TEST(SandboxFilesOptions, ExpireFilesByTheirAge) {
  auto options = shipped_clips();
  options.file_lifetime = std::chrono::milliseconds{1};
  Server server(options);
  Caller call(server);
  const auto url = server.add_file("soon gone", "text/plain");
  long status = 200;
  for (int i = 0; i < 1000 && status == 200; ++i) status = call.get(url).status;
  EXPECT_EQ(status, 404);
}

}  // namespace
}  // namespace segmind::testing
