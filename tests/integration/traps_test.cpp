#include "service.hpp"

// Places where the service's contract invites mistakes that are found only after they were paid.
namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;
using Builder = Wan27R2VRequest::Builder;

class Traps : public BareService {
 protected:
  std::string body_of(const Wan27R2VRequest& request) {
    client.generate(request);
    return server.requests().back().body;
  }
};

// Left out, the service takes 42; only null is random.
TEST_F(Traps, ASeedThatIsLeftOutIsNotARandomOne) {
  EXPECT_EQ(body_of(Builder("a fox").build()).find("seed"), std::string::npos);
  EXPECT_NE(body_of(Builder("a fox").random_seed().build()).find(R"("seed":null)"), std::string::npos);
  EXPECT_NE(body_of(Builder("a fox").seed(42).build()).find(R"("seed":42)"), std::string::npos);
  EXPECT_EQ(client.generate(Builder("a fox").build()).receipt().seed, 42);
  EXPECT_NE(client.generate(Builder("a fox").random_seed().build()).receipt().seed,
            client.generate(Builder("a fox").random_seed().build()).receipt().seed);
}

// A single address is documented as a plain string, several are known as an array.
TEST_F(Traps, OneReferenceIsAStringAndSeveralAreAnArrayInTheirOrder) {
  const std::string one = body_of(Builder("Image1").reference_image("https://a.example/1.png").build());
  EXPECT_NE(one.find(R"("reference_images":"https://a.example/1.png")"), std::string::npos) << one;
  const std::string two = body_of(Builder("Image1 meets Image2")
                                      .reference_image("https://a.example/2.png")
                                      .reference_image("https://a.example/1.png")
                                      .build());
  EXPECT_NE(two.find(R"("reference_images":["https://a.example/2.png","https://a.example/1.png"])"), std::string::npos)
      << two;
  const std::string videos = body_of(Builder("Video1").reference_video("https://a.example/1.mp4").build());
  EXPECT_NE(videos.find(R"("reference_videos":"https://a.example/1.mp4")"), std::string::npos) << videos;
}

TEST_F(Traps, A406IsAboutCreditsOnlyWhenItSaysSo) {
  const auto kind_of = [&](const std::string& words) {
    server.inject(Fault::status(406, R"({"error":")" + words + R"("})").on(Route::generate));
    const auto video = client.try_generate(a_request());
    EXPECT_EQ(video.error().http_status, 406);
    EXPECT_EQ(video.error().charge, Charge::none);
    EXPECT_NE(video.error().message.find(words), std::string::npos);
    return video.error().kind;
  };
  EXPECT_EQ(kind_of("Insufficient credits. You have 0.0 credits."), ErrorKind::insufficient_credits);
  EXPECT_EQ(kind_of("resolution: expected 720P or 1080P"), ErrorKind::http);
  EXPECT_EQ(kind_of("Content-Type must be application/json"), ErrorKind::http);
  EXPECT_EQ(kind_of("The team's spend limit is reached"), ErrorKind::http);
  // The sandbox's own, for a parameter that it refuses as the service does.
  server.clear_faults();
  const auto video = client.try_generate(Builder("a fox").seed(-1).build());
  EXPECT_EQ(video.error().kind, ErrorKind::http);
  EXPECT_EQ(server.counts().generations_charged, 0U);
}

TEST_F(Traps, A200ThatHoldsAnErrorIsAnErrorAndWasCharged) {
  for (const char* body : {R"({"error":"The picture could not be fetched"})",
                           R"({"status":"FAILED","error":{"message":"The picture could not be fetched"}})",
                           R"({"detail":"The picture could not be fetched"})"}) {
    server.inject(Fault::body(body).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video) << body;
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(video.error().charge, Charge::charged);
    EXPECT_NE(video.error().message.find("The picture could not be fetched"), std::string::npos)
        << video.error().message;
  }
  EXPECT_EQ(client.spending().charged, 3U);
}

TEST_F(Traps, TheApiIsFollowedNowhereAndAFileIsFollowedWithoutTheKey) {
  sandbox::Server elsewhere(quick());
  for (const int code : {301, 302, 303, 307, 308}) {
    server.inject(Fault::redirect(elsewhere.base_url() + "/v1/wan2.7-r2v", code).on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().http_status, code);
    EXPECT_EQ(video.error().charge, Charge::none);
  }
  EXPECT_EQ(elsewhere.counts().requests, 0U);

  const std::string clip(client.generate(a_request()).bytes().view());
  const std::string address = elsewhere.add_file(clip, "video/mp4");
  server.inject(Fault::body(R"({"output":")" + server.files_url() + R"(/moved.mp4"})").on(Route::generate));
  server.inject(Fault::redirect(address).on(Route::download));
  EXPECT_EQ(client.generate(a_request()).bytes().view(), clip);
  EXPECT_EQ(elsewhere.counts().download, 1U);
  EXPECT_EQ(elsewhere.counts().keys_on_files_origin + server.counts().keys_on_files_origin, 0U);
}

TEST_F(Traps, TheBytesDecideWhatAnAnswerIsAndNotItsType) {
  for (const char* type : {"image/jpeg", "application/octet-stream", "application/json", "text/html", ""}) {
    server.inject(Fault::as_type(type).on(Route::generate));
    const Video video = client.generate(a_request());
    EXPECT_TRUE(is_clip(video.bytes().view())) << type;
    EXPECT_EQ(video.content_type(), "video/mp4");
  }
  server.inject(Fault::body("\xFF\xD8\xFF\xE0 a picture, not a clip", "video/mp4").on(Route::generate));
  EXPECT_EQ(client.try_generate(a_request()).error().kind, ErrorKind::bad_response);
}

}  // namespace
}  // namespace segmind::testing
