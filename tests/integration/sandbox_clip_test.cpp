// The clips that the sandbox draws. What needs ffmpeg is skipped, and says so, where it is missing.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "../temporary_folder.hpp"
#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using nlohmann::json;
using sandbox::Options;
using sandbox::Server;

/// What a program prints.
std::string output_of(const std::string& command) {
  std::string output;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> piece{};
  std::size_t size = 0;
  while ((size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0) output.append(piece.data(), size);
  pclose(pipe);
  return output;
}

class SandboxClips : public ::testing::Test {
 protected:
  void SetUp() override {
    if (output_of("ffprobe -version 2>/dev/null").empty() || server.notice().find("ffmpeg") != std::string::npos) {
      GTEST_SKIP() << "ffmpeg and ffprobe are not here";
    }
  }

  std::string path(const std::string& name) const { return folder_.file(name); }

  /// The streams of a clip, as ffprobe sees them.
  json streams_of(const std::string& clip) {
    const auto file = path("clip.mp4");
    std::ofstream(file, std::ios::binary) << clip;
    const auto text = output_of("ffprobe -v error -count_frames -show_streams -of json '" + file + "'");
    return json::parse(text, nullptr, false).value("streams", json::array());
  }

  /// A file that ffmpeg makes, on the files' host.
  std::string reference(const std::string& name, const std::string& how, const std::string& content_type) {
    const auto file = path(name);
    output_of("ffmpeg -v error -y -f lavfi -i " + how + " '" + file + "'");
    std::ifstream in(file, std::ios::binary);
    return server.add_file({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}, content_type);
  }

  /// The colour in the middle of a clip's picture after one second: red, green, blue.
  std::string middle_of(const std::string& clip) {
    const auto file = path("clip.mp4");
    std::ofstream(file, std::ios::binary) << clip;
    return output_of("ffmpeg -v error -ss 1 -i '" + file + "' -frames:v 1 -vf crop=2:2 -f rawvideo -pix_fmt rgb24 -")
        .substr(0, 3);
  }

  TemporaryFolder folder_;
  Server server;
  Caller call{server};
};

TEST_F(SandboxClips, AreH264OfTheAskedSizeAndLength) {
  const struct {
    const char* body;
    int width;
    int height;
    const char* frames;
  } cases[] = {{R"({"prompt":"A fox","duration":2})", 1280, 720, "60"},
               {R"({"prompt":"A fox","duration":3,"resolution":"1080P"})", 1920, 1080, "90"}};
  for (const auto& expected : cases) {
    const auto streams = streams_of(call.generate(expected.body).body);
    ASSERT_EQ(streams.size(), 1U) << server.notice();
    EXPECT_EQ(streams[0].at("codec_name"), "h264");
    EXPECT_EQ(streams[0].at("pix_fmt"), "yuv420p");
    EXPECT_EQ(streams[0].at("r_frame_rate"), "30/1");
    EXPECT_EQ(streams[0].at("width"), expected.width);
    EXPECT_EQ(streams[0].at("height"), expected.height);
    EXPECT_EQ(streams[0].at("nb_read_frames"), expected.frames);
  }
}

TEST_F(SandboxClips, AreTheSameBytesForTheSameSeedOnAnyServer) {
  Server another;
  Caller other(another);
  const std::string body = R"({"prompt":"A fox","duration":2,"seed":11})";
  const auto first = call.generate(body).body;
  ASSERT_FALSE(first.empty());
  // Not EXPECT_EQ: nobody reads a clip in a test's output.
  EXPECT_TRUE(first == other.generate(body).body);
  EXPECT_TRUE(first != call.generate(R"({"prompt":"A fox","duration":2,"seed":12})").body);
}

TEST_F(SandboxClips, ShowTheReferencesThatAreOnThisMachine) {
  const auto red = reference("red.png", "color=c=red:s=400x300 -frames:v 1", "image/png");
  const auto clip = call.generate(json{{"prompt", "Image1"}, {"duration", 2}, {"reference_images", red}}.dump()).body;
  const auto middle = middle_of(clip);
  ASSERT_EQ(middle.size(), 3U);
  EXPECT_GT(static_cast<unsigned char>(middle[0]), 220);
  EXPECT_LT(static_cast<unsigned char>(middle[1]), 40);
  EXPECT_LT(static_cast<unsigned char>(middle[2]), 40);
  EXPECT_EQ(server.notice(), "");
}

TEST_F(SandboxClips, FetchOverHttpFromALoopbackAddressWithoutTheKey) {
  Server elsewhere(shipped_clips());
  const auto file = path("blue.png");
  output_of("ffmpeg -v error -y -f lavfi -i color=c=blue:s=400x300 -frames:v 1 '" + file + "'");
  std::ifstream in(file, std::ios::binary);
  const auto url =
      elsewhere.add_file({std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()}, "image/png");
  const auto clip = call.generate(json{{"prompt", "Image1"}, {"duration", 2}, {"reference_images", url}}.dump()).body;
  EXPECT_GT(static_cast<unsigned char>(middle_of(clip).at(2)), 200);
  EXPECT_EQ(elsewhere.counts().download, 1U);
  EXPECT_EQ(elsewhere.counts().keys_on_files_origin, 0U);
}

TEST_F(SandboxClips, PlayAVideoAndAVoice) {
  const auto video = reference("green.mp4", "color=c=0x00ff00:s=320x240:d=1", "video/mp4");
  const auto voice = reference("voice.wav", "sine=440:d=1", "audio/wav");
  const auto clip =
      call.generate(
              json{{"prompt", "a"}, {"duration", 3}, {"reference_videos", {video}}, {"reference_voice", voice}}.dump())
          .body;
  EXPECT_GT(static_cast<unsigned char>(middle_of(clip).at(1)), 200);
  const auto streams = streams_of(clip);
  ASSERT_EQ(streams.size(), 2U) << server.notice();
  EXPECT_EQ(streams[0].at("nb_read_frames"), "90") << "a video that is shorter than the clip plays again";
  EXPECT_EQ(streams[1].at("codec_name"), "aac");
}

TEST_F(SandboxClips, AreDrawnThoughAReferenceCannotBeHad) {
  const auto text = server.add_file("this is no picture", "image/png");
  // Nobody listens at the discard port; example.com is never asked.
  const json body = {{"prompt", R"(quotes ' " and \ : ; , [x] %{pts} 100% über)"},
                     {"duration", 2},
                     {"reference_images", {text, "http://127.0.0.1:9/none.png", "https://example.com/hero.jpg"}},
                     {"reference_voice", text}};
  const auto streams = streams_of(call.generate(body.dump()).body);
  ASSERT_EQ(streams.size(), 1U);
  EXPECT_EQ(streams[0].at("nb_read_frames"), "60");
  EXPECT_EQ(server.notice(), "");
}

TEST_F(SandboxClips, EndDrawingWithTheServer) {
  auto busy = std::make_unique<Server>();
  Caller caller(*busy);
  for (int i = 0; i < 4; ++i) {
    caller.submit(json{{"prompt", "a"}, {"duration", 15}, {"resolution", "1080P"}, {"seed", i}}.dump());
  }
  const auto start = std::chrono::steady_clock::now();
  busy.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds{5}) << "drawing it all takes longer";
}

TEST(SandboxClipsWithoutFfmpeg, AreTheOneThatIsShipped) {
  Options options;
  options.ffmpeg = "no-such-ffmpeg";
  Server server(options);
  EXPECT_NE(server.notice().find("no-such-ffmpeg"), std::string::npos);
  Caller call(server);
  const auto reply = call.generate();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.substr(4, 4), "ftyp");
  EXPECT_LT(reply.body.size(), 12'000U);
}

}  // namespace
}  // namespace segmind::testing
