// The sandbox's models: what each of them takes, and with what it answers, to a plain libcurl.

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using sandbox::ModelAnswer;
using sandbox::Server;

class SandboxModels : public ::testing::Test {
 protected:
  Server server{shipped_clips()};
  Caller call{server};

  json after_waiting(const std::string& slug, const std::string& body) {
    const json job = json::parse(call.api_post("/v2/" + slug, body).body);
    server.wait_for([](const sandbox::Counts& counts) {
      return counts.generations_completed + counts.generations_failed == counts.generations_started;
    });
    return json::parse(call.get(job.at("response_url")).body);
  }
};

TEST_F(SandboxModels, TextToVideoAnswersAFilmAndHoldsItsTable) {
  const std::string address = "/v1/wan-2.2-t2v-fast";
  const auto film = call.api_post(address, R"({"prompt":"A fox","seed":7,"go_fast":true})");
  EXPECT_EQ(film.status, 200);
  EXPECT_EQ(film.header("Content-Type"), "video/mp4");
  EXPECT_EQ(film.header("x-seed-value"), "7");
  EXPECT_EQ(film.body.substr(4, 4), "ftyp");
  for (const char* fine : {R"("num_frames":100)", R"("resolution":"720p")", R"("aspect_ratio":"9:16")",
                           R"("sample_shift":1.5)", R"("frames_per_second":24)"}) {
    const auto body = std::string(R"({"prompt":"A fox","seed":null,"go_fast":false,)") + fine + "}";
    EXPECT_EQ(call.api_post(address, body).status, 200) << fine;
  }
  for (const char* wrong : {R"("num_frames":80)", R"("num_frames":81.5)", R"("resolution":"720P")",
                            R"("aspect_ratio":"1:1")", R"("sample_shift":21)", R"("frames_per_second":4)"}) {
    const auto body = std::string(R"({"prompt":"A fox","seed":null,"go_fast":false,)") + wrong + "}";
    EXPECT_EQ(call.api_post(address, body).status, 406) << wrong;
  }
  for (const char* missing : {R"({"seed":1,"go_fast":true})", R"({"prompt":"A fox","go_fast":true})",
                              R"({"prompt":"A fox","seed":1})"}) {
    EXPECT_EQ(call.api_post(address, missing).status, 400) << missing;
  }
  EXPECT_EQ(call.api_post(address, R"({"prompt":"A fox","seed":"1","go_fast":1})").status, 406);
  EXPECT_EQ(call.api_post(address, R"({"prompt":"A fox","seed":1,"go_fast":null})").status, 406);
}

TEST_F(SandboxModels, PImageAnswersAPictureAndHoldsItsTable) {
  const std::string address = "/v1/p-image";
  const auto picture = call.api_post(address, R"({"prompt":"A fox"})");
  EXPECT_EQ(picture.header("Content-Type"), "image/png");
  EXPECT_EQ(picture.header("x-cost"), "0.0050");
  EXPECT_EQ(picture.body.substr(1, 3), "PNG");
  EXPECT_NE(call.api_post(address, R"({"prompt":"A fox","seed":7})").body, picture.body);
  for (const char* fine : {R"("aspect_ratio":"2:3")", R"("aspect_ratio":"custom","width":256,"height":1440)",
                           R"("seed":-1)", R"("seed":999999999999999)", R"("disable_safety_checker":true)"}) {
    EXPECT_EQ(call.api_post(address, std::string(R"({"prompt":"A fox",)") + fine + "}").status, 200) << fine;
  }
  for (const char* wrong : {R"("aspect_ratio":"16:10")", R"("aspect_ratio":"custom","width":255)", R"("seed":-2)",
                            R"("seed":1000000000000000)", R"("disable_safety_checker":"no")"}) {
    EXPECT_EQ(call.api_post(address, std::string(R"({"prompt":"A fox",)") + wrong + "}").status, 406) << wrong;
  }
  EXPECT_EQ(call.api_post(address, "{}").status, 400);
}

TEST_F(SandboxModels, TheQueueNamesAPictureByItsKindAndFailsWhatTheModelRefuses) {
  const json done = after_waiting("p-image", R"({"prompt":"A fox"})");
  EXPECT_EQ(done.at("status"), "COMPLETED");
  EXPECT_EQ(done.at("image").at("content_type"), "image/png");
  EXPECT_EQ(call.get(done.at("output")).header("Content-Type"), "image/png");
  EXPECT_EQ(after_waiting("p-image", R"({"prompt":"A fox","seed":-2})").at("status"), "FAILED");
}

TEST_F(SandboxModels, ServesWhatATestBringsAlong) {
  EXPECT_EQ(call.api_post("/v1/my-model", "{}").status, 404);
  server.serve("my-model", ModelAnswer{"audio/wav", "RIFF....WAVE", 0.25, 9});
  const auto answer = call.api_post("/v1/my-model", R"({"anything":[1]})");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Type"), "audio/wav");
  EXPECT_EQ(answer.header("x-cost"), "0.2500");
  EXPECT_EQ(answer.header("x-seed-value"), "9");
  EXPECT_EQ(answer.body, "RIFF....WAVE");
  EXPECT_EQ(call.get(after_waiting("my-model", "{}").at("output")).body, "RIFF....WAVE");
  EXPECT_EQ(call.api_post("/v1/my-model", "[]").status, 400);
  EXPECT_EQ(call.api_get("/v1/my-model").status, 405);
  server.serve("my-model", ModelAnswer{"text/plain", "another"});
  EXPECT_EQ(call.api_post("/v1/my-model", "{}").body, "another");
  EXPECT_EQ(server.counts().generate, 3U);
}

TEST_F(SandboxModels, RefusesNamesAndPricesThatMakeNoSense) {
  for (const char* slug : {"", "..", "a/b", "a b", "\xC3\xA9"}) {
    EXPECT_THROW(server.serve(slug, {}), std::invalid_argument) << slug;
  }
  ModelAnswer dear;
  dear.price = std::numeric_limits<double>::infinity();
  EXPECT_THROW(server.serve("dear", dear), std::invalid_argument);
}

}  // namespace
}  // namespace segmind::testing
