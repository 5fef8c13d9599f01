#include "models/reference_calls.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace segmind {
namespace {

// The calls of a text, in short: "I1" is Image1, "?" marks one that may stand there by chance.
std::string called_in(std::string_view text) {
  std::string calls;
  for (const models::ReferenceCall& call : models::reference_calls(text)) {
    calls += (calls.empty() ? "" : " ") + std::string(1, "IVC"[static_cast<int>(call.name)]);
    calls += std::to_string(call.number) + (call.is_sure ? "" : "?");
  }
  return calls;
}

TEST(ReferenceCalls, AreReadInEverySpelling) {
  const std::vector<std::pair<const char*, const char*>> texts = {
      {"Image1", "I1"},
      {"image1", "I1"},
      {"image 1", "I1?"},
      {"Image 1", "I1"},
      {"IMAGE_1", "I1"},
      {"image#1", "I1"},
      {"Image #1", "I1"},
      {"image # 1", "I1"},
      {"Image-1", "I1"},
      {"Image\u00a012", "I12"},
      {"Image01", "I1"},
      {"Image0", "I0"},
      {"image[2]", "I2"},
      {"Image (2) smiles", "I2"},
      {"<image1>", "I1"},
      {"@Image1, @Image2.", "I1 I2"},
      {"Image1/Image2", "I1 I2"},
      {"Image1's", "I1"},
      {"l'image 1 s'assoit", "I1?"},
      {"Image1.", "I1"},
      {"Image1.Then she", "I1"},
      {"Image1, who", "I1"},
      {"Image1\uff0c", "I1"},
      {"Image\uff11", "I1"},
      {"\u8ba9Image1\u8d70", "I1"},
      {"Image1\u304c", "I1"},
      {"Video2", "V2"},
      {"VIDEO 2", "V2"},
      {"_Image1_", "I1"},
      {"**Image 1**", "I1"},
      {"reference_image1", "I1"},
      {"Image1 Image1 image 1", "I1"},
      {"image 1 Image1", "I1"},
      {"图1、图2", "I1 I2"},
      {"参考图1", "I1"},
      {"在图１中", "I1"},
      {"图12，视频3", "I12 V3"},
      {"character1 hugs Character 2", "C1 C2"},
      {"see https://e.com/image7 Image1", "I1"},
  };
  for (const auto& [text, calls] : texts) EXPECT_EQ(called_in(text), calls) << text;
}

TEST(ReferenceCalls, AreReadFromLists) {
  const std::vector<std::pair<const char*, const char*>> texts = {
      {"Images 1 and 2", "I1 I2"},
      {"images 1, 2 & 3", "I1 I2 I3"},
      {"images 1, 2, and 3", "I1 I2 I3"},
      {"images 1,2", "I1 I2"},
      {"images #1 and #2", "I1 I2"},
      {"images 1 to 3", "I1 I2 I3"},
      {"videos 1-3", "V1 V2 V3"},
      {"videos 1\u20132", "V1 V2"},
      {"Images1", "I1"},
      {"Images1, 2", "I1 I2"},
      {"characters 1 and 2", "C1 C2"},
      {"images 2, 1", "I2 I1"},
      {"images 1-2, 4 and Image 7", "I1 I2 I4 I7"},
      {"images 2 metres wide", ""},
      {"images 2 men", ""},
      {"images 1 and 2 seconds", ""},
      {"images 3-1", ""},
      {"images 1-", ""},
      {"images 1 or", ""},
      {"images 1 orange", ""},
      {"images 1, 2024", ""},
  };
  for (const auto& [text, calls] : texts) EXPECT_EQ(called_in(text), calls) << text;
}

TEST(ReferenceCalls, AreNotSeenWhereNumbersMeanOtherThings) {
  for (const char* text : {"image 2 metres wide",
                           "video 2024",
                           "imagery1",
                           "Image1080p",
                           "Image 1080p",
                           "image 3D",
                           "image 4K",
                           "the image. 2 men",
                           "image\n2 men walk",
                           "the image, 2 men",
                           "image: 2 men",
                           "image (2 men)",
                           "image [2",
                           "preimage1",
                           "image 2.5",
                           "image2.5",
                           "image 16:9",
                           "image 50%",
                           "image 90\u00b0",
                           "video 5 s",
                           "video 5s",
                           "Video 10-second",
                           "video 30 fps.",
                           "video 2 Minutes",
                           "image1.png",
                           "image1_final",
                           "https://e.com/Image1",
                           "https://e.com/a/image-1.png",
                           "image 100",
                           "Image123",
                           "image 1st",
                           "image 2x",
                           "image 1/2",
                           "Images",
                           "image",
                           "1 image",
                           "image ",
                           "",
                           "7",
                           "image - 1",
                           "image -5",
                           "image   1",
                           "地图1",
                           "草图2",
                           "视频5秒",
                           "视频一直",
                           "Bild 1",
                           "image of 2 men",
                           "Image\u0661"}) {
    EXPECT_EQ(called_in(text), "") << text;
  }
}

TEST(ReferenceCalls, SurviveEveryPieceOfAText) {
  const std::string text = "Images 1, 2 & 3 图1的 image[4] https:// image#12_ 视频５ a 4K image 2 m; Image1s\u00AD";
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    for (std::size_t end = begin; end <= text.size(); ++end) {
      const std::string piece = text.substr(begin, end - begin);
      for (const models::ReferenceCall& call : models::reference_calls(piece)) {
        EXPECT_NE(piece.find(call.words), std::string::npos);
        EXPECT_LT(call.number, 100u);
      }
    }
  }
}

// Ranges were once expanded each time anew: 580 MB and seconds for one megabyte.
TEST(ReferenceCalls, AreBoundedWhateverThePromptIs) {
  const auto repeated = [](const std::string& text) {
    std::string all;
    while (all.size() < 1'000'000) all += text;
    return all;
  };
  EXPECT_TRUE(models::reference_calls("images " + repeated("1-99,")).empty()) << "no list has 99 references";
  EXPECT_EQ(models::reference_calls("images " + repeated("1-9,")).size(), 9u);
  std::string all;
  for (int i = 0; i < 100; ++i) {
    for (const char* name : {"Image", "Video", "Character", "images "}) all += name + std::to_string(i) + ", 3 & 4 ";
  }
  EXPECT_EQ(models::reference_calls(repeated(all)).size(), 300u);
}

}  // namespace
}  // namespace segmind
