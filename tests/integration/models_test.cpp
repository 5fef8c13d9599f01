// Models beside the reference-to-video one, called as any program would.

#include <limits>

#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::ModelAnswer;

bool is_png(std::string_view bytes) { return bytes.substr(0, 8) == "\x89PNG\r\n\x1A\n"; }

class Models : public Service {
 protected:
  TemporaryFolder folder;
  const Request picture{"p-image", R"({"prompt":"A fox in snow","aspect_ratio":"1:1"})"};

  CallOptions to_file(const std::string& name) const {
    CallOptions call;
    call.sink = Sink::file(folder.file(name));
    return call;
  }
};

TEST_F(Models, AnyModelIsSentAsItWasWritten) {
  const Media media = client.generate(picture);
  EXPECT_EQ(server.requests().front().target, "/v1/p-image");
  EXPECT_EQ(server.requests().front().body, picture.to_json());
  EXPECT_EQ(media.content_type(), "image/png");
  EXPECT_TRUE(is_png(media.bytes().view()));
  EXPECT_EQ(media.receipt().cost, 0.005);
}

TEST_F(Models, APictureGoesToAFile) {
  const Media media = client.generate(picture, to_file("fox.png"));
  EXPECT_EQ(media.content_type(), "image/png");
  EXPECT_EQ(content_of(media.path()).size(), media.size());
  EXPECT_TRUE(is_png(content_of(folder.file("fox.png"))));
}

TEST_F(Models, APictureComesThroughTheQueue) {
  EXPECT_EQ(client.submit(picture).wait().content_type(), "image/png");
  const Media media = client.submit(picture).wait(to_file("fox.png"));
  EXPECT_EQ(media.content_type(), "image/png");
  EXPECT_TRUE(is_png(content_of(folder.file("fox.png"))));
  EXPECT_EQ(server.counts().submit, 2U);
}

TEST_F(Models, APictureComesFromTheAddressThatAnAnswerNames) {
  sandbox::Options options = quick();
  options.v1_answer = sandbox::V1Answer::json;
  sandbox::Server other(options);
  Client there(options_for(other));
  EXPECT_EQ(there.generate(picture).content_type(), "image/png");
}

TEST_F(Models, WhatTheModelRefusesCostsNothing) {
  const auto result = client.try_generate(Request("p-image", R"({"prompt":"A fox","seed":-2})"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().charge, Charge::none);
  EXPECT_EQ(client.try_generate(Request("no-such-model", "{}")).error().http_status, 404);
}

TEST_F(Models, TheTypedTextToVideoRequestGivesAFilmOnBothEndpoints) {
  const auto film = Wan22T2VFastRequest::Builder("A fox runs through snow")
                        .seed(7)
                        .num_frames(100)
                        .resolution(Wan22T2VFastRequest::Resolution::p720)
                        .aspect_ratio(Wan22T2VFastRequest::AspectRatio::portrait_9_16)
                        .sample_shift(1.5)
                        .frames_per_second(24)
                        .build();
  const Media media = client.generate(film);
  EXPECT_EQ(server.requests().front().target, "/v1/wan-2.2-t2v-fast");
  EXPECT_EQ(server.requests().front().body, film.to_json());
  EXPECT_EQ(media.content_type(), "video/mp4");
  EXPECT_EQ(media.receipt().seed, 7);
  EXPECT_TRUE(is_clip(client.submit(film).wait().bytes().view()));
}

TEST_F(Models, ASoundIsAResultLikeAnyOther) {
  const std::string wav = "RIFF" + std::string(4, '\1') + "WAVEfmt " + std::string(500, '\2');
  server.serve("a-voice", ModelAnswer{"application/octet-stream", wav, 0.01});
  const Media media = client.generate(Request("a-voice", "{}", {{}, {}, Output::sound}));
  EXPECT_EQ(media.content_type(), "audio/wav");
  EXPECT_EQ(media.bytes().view(), wav);
}

}  // namespace
}  // namespace segmind::testing
