#include "models/reference_calls.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace segmind {
namespace {

// What a piece of text calls, in short.
std::string called_in(std::string_view text) {
  std::string calls;
  for (const models::ReferenceCall& call : models::reference_calls(text)) {
    if (!calls.empty()) calls += " ";
    calls += call.by_own_name ? "" : "~";
    calls += (call.kind == models::ReferenceKind::image ? "I" : "V") + std::to_string(call.number);
  }
  return calls;
}

TEST(ReferenceCalls, AreReadInEverySpelling) {
  const std::vector<std::pair<const char*, const char*>> texts = {
      {"Image1", "I1"},
      {"image 1", "I1"},
      {"IMAGE_1", "I1"},
      {"image#1", "I1"},
      {"image # 1", "I1"},
      {"Image-1", "I1"},
      {"Image no. 4", "I4"},
      {"image number 2", "I2"},
      {"Image\u00a012", "I12"},
      {"Image01", "I1"},
      {"image[2]", "I2"},
      {"Image (2) smiles", "I2"},
      {"<image1>", "I1"},
      {"@Image1, @Image2.", "I1 I2"},
      {"Image1/Image2", "I1 I2"},
      {"Image1's", "I1"},
      {"Image1.", "I1"},
      {"Image1.Then she", "I1"},
      {"Image1，", "I1"},
      {"Ｉｍａｇｅ１", "I1"},
      {"让Image1走", "I1"},
      {"Video2", "V2"},
      {"_Image1_", "I1"},
      {"**Image 1**", "I1"},
      {"reference_image1", "I1"},
      {"Im\u00ADage1\u200D", "I1"},
      {"Images 1 and 2", "I1 I2"},
      {"images 1, 2, and 3", "I1 I2 I3"},
      {"Images 1 & 2", "I1 I2"},
      {"images 1 to 3", "I1 I2 I3"},
      {"videos 1\u20132", "V1 V2"},
      {"images 1 et 2", "I1 I2"},
      {"Bilder 1 und 2", "~I1 ~I2"},
      {"images #1 and #2", "I1 I2"},
      {"image 2 and 3 dogs", "I2"},
      {"Image1 Image1 image 1", "I1"},
      {"图1、图2", "I1 I2"},
      {"参考图1", "I1"},
      {"图1人物", "I1"},
      {"صورة ٢", "~I2"},
      {"a smiling Image 1", "I1"},
      {"Image 1 x Image 2", "I1 I2"},
      {"Junto a la imagen 1", "~I1"},
  };
  for (const auto& [text, calls] : texts) EXPECT_EQ(called_in(text), calls) << text;
}

TEST(ReferenceCalls, AreNotSeenWhereNumbersMeanOtherThings) {
  for (const char* text : {"a 4K image 2 metres wide",
                           "an image 3 ways",
                           "video 2024",
                           "video 2024-05-01",
                           "imagery1",
                           "Image 1080p",
                           "Image1080p",
                           "image 3D",
                           "image 4K",
                           "in image 3 ways",
                           "the image. 2 men walk",
                           "image\n2 men walk",
                           "the image, 2 men",
                           "image: 2 men",
                           "image (2 men)",
                           "preimage1",
                           "mirror-image 2 is",
                           "Image 1.5",
                           "image 16:9",
                           "image 50%",
                           "image 90\u00b0",
                           "image 3 x 4",
                           "video 5 s",
                           "video 10-second",
                           "images 2 metres",
                           "image1.png",
                           "https://e.com/Image1",
                           "https://e.com/a/image-1.png",
                           "image 100",
                           "Image123",
                           "image 1st",
                           "image 2x",
                           "image 1/2",
                           "image 3 different ways",
                           "video 30 fps",
                           "image 10 000",
                           "Images",
                           "image",
                           "1 image",
                           "image ",
                           "",
                           "7",
                           "image1_final",
                           "地图1",
                           "草图2",
                           "图2张",
                           "视频5秒",
                           "视频一直",
                           "图一个",
                           "写真3枚",
                           "영상 5초",
                           "a still video 2 lovers",
                           "ein Video 10 Sekunden",
                           "image of 2 men",
                           "Standbild 2",
                           "image -5"}) {
    EXPECT_EQ(called_in(text), "") << text;
  }
}

TEST(ReferenceCalls, SurviveEveryPieceOfAText) {
  const std::string text = "Images 1, 2 & [3] 图一的 no. 1 https:// image#12_ الصورة ١ a 4K image 2 m; Image1s\u00AD";
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

}  // namespace
}  // namespace segmind
