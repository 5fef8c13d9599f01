// An answer that is paid for and brings no clip that can be told: its bytes are kept, and its error says where.
#include "sink_of.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class KeptAnswer : public SinkOf {};

TEST_F(KeptAnswer, WhatIsNoClipIsKeptAndNamedForWhatItIs) {
  const std::string gif = "GIF89a" + std::string(20'000, '\1');
  server.inject(Fault::body(gif, "image/gif").on(Route::generate).repeat(2));
  const auto in_memory = client.try_generate(a_request());
  ASSERT_FALSE(in_memory);
  EXPECT_EQ(in_memory.error().kind, ErrorKind::bad_response);
  EXPECT_NE(in_memory.error().message.find("a GIF"), std::string::npos) << in_memory.error().message;
  ASSERT_TRUE(in_memory.error().rescued);
  EXPECT_EQ(in_memory.error().rescued->bytes().view(), gif);
  const auto in_file = client.try_generate(a_request(), to_file("clip.mp4"));
  ASSERT_FALSE(in_file);
  EXPECT_NE(in_file.error().message.find(".part"), std::string::npos) << in_file.error().message;
  ASSERT_EQ(folder.entries(), 1U);
  EXPECT_EQ(content_of(std::filesystem::directory_iterator(folder.path())->path().string()), gif);
}

// A message shows the beginning alone. The clip itself may be in the rest.
TEST_F(KeptAnswer, AnAnswerThatNamesNoClipIsKeptWhereItsMessageCannotShowItWhole) {
  const std::string bodies[] = {R"({"status":"COMPLETED","b64":")" + std::string(20'000, 'A') + "\"}",
                                "<html>" + std::string(10'000, 'p') + "</html>"};
  for (const std::string& body : bodies) {
    server.inject(Fault::body(body).on(Route::generate).repeat(2));
    const auto in_memory = client.try_generate(a_request());
    ASSERT_FALSE(in_memory);
    ASSERT_TRUE(in_memory.error().rescued) << in_memory.error().describe();
    EXPECT_TRUE(in_memory.error().rescued->bytes().view() == body);
    EXPECT_FALSE(client.try_generate(a_request(), to_file("clip.mp4")));
    ASSERT_EQ(folder.entries(), 1U);
    const std::filesystem::path part = std::filesystem::directory_iterator(folder.path())->path();
    EXPECT_TRUE(content_of(part.string()) == body);
    std::filesystem::remove(part);
  }
}

// What a message shows of an answer, and the service's own words, must leave room for the place.
TEST_F(KeptAnswer, TheDescriptionOfAnAnswerWithoutAClipHoldsAllOfItOrSaysWhereItIs) {
  const std::string bodies[] = {
      R"({"status":"COMPLETED","b64":")" + std::string(20'000, 'A') + "\"}",
      "<html>" + std::string(10'000, 'p') + "</html>", R"({"message":")" + std::string(1'960, 'A') + R"( THE_END"})",
      R"({"message":")" + std::string(1'200, '\xFC') + R"( THE_END"})",  // each byte takes three in a message
      R"({"message":"short THE_END"})"};
  std::string deep = "clips";
#if !defined(_WIN32)  // which allows 260 letters
  for (int i = 0; i < 10; ++i) deep += '/' + std::string(180, 'd');
#endif
  std::filesystem::create_directories(folder.path() / deep);
  for (const std::string& body : bodies) {
    SCOPED_TRACE(body.substr(0, 40));
    server.inject(Fault::body(body).on(Route::generate).repeat(2));
    const auto in_file = client.try_generate(a_request(), to_file(deep + "/clip.mp4"));
    const auto in_memory = client.try_generate(a_request());
    ASSERT_FALSE(in_file || in_memory);
    for (const Error& error : {in_file.error(), in_memory.error()}) {
      const std::string told = error.describe();
      const std::size_t part = told.find(deep + "/clip.mp4.");
      EXPECT_TRUE(told.find("THE_END") != told.npos || error.rescued || part != told.npos) << told;
      if (error.rescued) {
        EXPECT_TRUE(error.rescued->bytes().view() == body);
      }
    }
  }
}

// The service has ended its work, and its record may say where the clip is: a longer answer changes nothing of that.
TEST_F(KeptAnswer, AnAnswerThatIsKeptKeepsNoRecordFromBeingAsked) {
  Client asking(options_for(server));
  server.inject(Fault::body(R"({"b64":")" + std::string(20'000, 'A') + "\"}").on(Route::generate));
  const auto video = asking.try_generate(a_request(), to_file("clip.mp4"));
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(content_of(video->path())));
  EXPECT_EQ(folder.entries(), 1U);
}

TEST_F(KeptAnswer, ASubmissionsAnswerThatNamesNoJobIsKeptWhereItsMessageCannotShowItWhole) {
  const std::string body = R"({"job":")" + std::string(20'000, 'A') + "\"}";
  server.inject(Fault::body(body).on(Route::submit));
  const auto job = client.try_submit(a_request());
  ASSERT_FALSE(job);
  ASSERT_TRUE(job.error().rescued) << job.error().describe();
  EXPECT_TRUE(job.error().rescued->bytes().view() == body);
}

TEST_F(KeptAnswer, WhatIsKeptOfAnAnswerHoldsNoKey) {
  server.inject(Fault::body(R"({"key":")" + server.api_key() + R"(","x":")" + std::string(20'000, 'A') + "\"}")
                    .on(Route::generate));
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  ASSERT_TRUE(video.error().rescued);
  EXPECT_EQ(video.error().rescued->bytes().view().find(server.api_key()), std::string::npos);
}

}  // namespace
}  // namespace segmind::testing
