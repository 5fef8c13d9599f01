#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "segmind/models/wan27_r2v.hpp"

// The advice that callers get for prompts as people write them.
namespace segmind {
namespace {

struct Prompt {
  int images;
  int videos;
  const char* text;
  std::vector<std::string> advice;  // the code, and the reference that it names
};

const std::string missing = "reference_missing ";
const std::string unnamed = "reference_not_called ";
const std::string otherwise = "reference_named_otherwise ";

// Names in other languages than English and Chinese are not read: the advice that a reference is never called asks for
// the same change.
const Prompt prompts[] = {
    // English, as the service's page has it.
    {1, 0, "Image1 walks through a sunlit garden, soft morning light, slow dolly in.", {}},
    {2, 0, "Image1 and Image2 dance a waltz in an empty ballroom at dusk.", {}},
    {2, 0, "Image1 hands a rose to Image2 while Image3 plays the violin.", {missing + "Image3"}},
    {2, 0, "Image1 rides a bicycle along the river, handheld camera.", {unnamed + "Image2"}},
    {1, 1, "The woman of Image1 copies the dance in Video1, studio background.", {}},
    {1, 1, "The woman of Image1 performs the dance from Video2.", {missing + "Video2", unnamed + "Video1"}},
    {1, 0, "A knight in silver armour rides through the fog.", {unnamed + "Image1"}},
    {0, 0, "A lighthouse in a storm, waves crash against the rocks.", {"no_reference"}},
    {0, 0, "Image1 opens the letter.", {missing + "Image1", "no_reference"}},
    // Spellings.
    {3, 0, "IMAGE_1 and image-2 race against image #3 on a salt flat.", {}},
    {2, 0, "Close-up of [Image 1], then @Image2 enters; \"Image 1\" smiles.", {}},
    {2, 0, "the man from image 1 hugs the woman from image 2, warm light", {}},
    {3, 0, "Images 1, 2 and 3 sit around a campfire telling stories.", {}},
    {3, 0, "The characters of images 1-3 cross the finish line together.", {}},
    {2, 0, "Image1's coat is red, Image2\xE2\x80\x99s coat is blue.", {}},
    {2, 0, "Image0 waves at Image1.", {missing + "Image0", unnamed + "Image2"}},
    {2, 0, "Image 1 faces Image 2; Image 1 steps forward, Image 2 stops.", {}},
    {2, 0, "Image 1 looks up. Image 12 falls from the sky.", {missing + "Image12", unnamed + "Image2"}},
    {2, 0, "The first image shows the hero, the second one his horse.", {unnamed + "Image1", unnamed + "Image2"}},
    // The names of the older model.
    {2, 0, "character1 and Character 2 share an umbrella", {otherwise + "Image1", otherwise + "Image2"}},
    {1, 1, "character1 dances as character2 does", {otherwise + "Image1", otherwise + "Video1"}},
    {0, 1, "Video1 shows character1 and character2", {}},
    // Numbers that call nothing.
    {1, 0, "Image1 stands before a 4K image 2 metres wide in a white gallery.", {}},
    {1, 0, "Image1 on a phone, vertical video 9:16, video 2024 trend, 60 fps.", {}},
    {1, 0, "Image1 steps out of the image. 2 men walk by, rich imagery1 style.", {}},
    {1, 0, "Show Image1 in image 3 ways: laughing, crying and asleep.", {}},
    {1, 0, "Sharp image 1080p, Image1 blinks; hold the image 2 seconds, rotate the image 90 degrees.", {}},
    {1, 0, "Image1 reads a newspaper, on its cover image 5 stars glow.", {}},
    {2, 0, "on image 1 a boy, on image 3 his dog, both run", {missing + "Image3", unnamed + "Image2"}},
    {1, 0, "Use https://example.com/image7 as mood; image3.png is on the screen behind Image1.", {}},
    // Chinese: the model's own names.
    {2, 1, "视频1抱着图2，在图1的椅子上弹奏一支舒缓的民谣。", {}},
    {2, 0, "图1中的女孩穿上图２的红色外套，走向镜头。", {}},
    {1, 0, "让Image１，在樱花树下转身微笑，地图2挂在墙上。", {}},
    {2, 0, "图1位于左侧，图3站在右侧。", {missing + "Image3", unnamed + "Image2"}},
    {0, 1, "参考视频1的动作，全片视频5秒，镜头缓缓推近。", {}},
    // Other languages, with the names of the service and with their own.
    {2, 0, "Image1が海辺を走り、Image2は手を振って見送る。", {}},
    {2, 0, "Image 1은 벤치에 앉아 있고 Image 2가 커피를 건넨다.", {}},
    {2, 0, "La femme de l'image 1 s'assoit près de l'homme de l'image 2, lumière douce.", {}},
    {1, 0, "\u200FImage1\u200E يمشي في الحديقة", {}},
    {1, 0, "Image1กำลังวิ่งบนชายหาด", {}},
    {1, 0, "Die Frau aus Bild 1 winkt.", {unnamed + "Image1"}},
};

Wan27R2VRequest request_of(const Prompt& prompt) {
  Wan27R2VRequest::Builder builder(prompt.text);
  for (int i = 1; i <= prompt.images; ++i) {
    builder.reference_image("https://example.com/" + std::to_string(i) + ".png");
  }
  for (int i = 1; i <= prompt.videos; ++i) {
    builder.reference_video("https://example.com/" + std::to_string(i) + ".mp4");
  }
  return builder.build();
}

// "reference_missing Image3": the reference is the first one that the message names outside of quotation marks.
std::string in_short(const Advice& advice) {
  std::string text(to_string(advice.code));
  bool quoted = false;
  for (std::size_t i = 0; i + 5 < advice.message.size(); ++i) {
    if (advice.message[i] == '"') quoted = !quoted;
    const std::string word = advice.message.substr(i, 5);
    if (quoted || (word != "Image" && word != "Video") || advice.code == AdviceCode::no_reference) continue;
    std::size_t end = i + 5;
    while (end < advice.message.size() && advice.message[end] >= '0' && advice.message[end] <= '9') ++end;
    return text + " " + advice.message.substr(i, end - i);
  }
  return text;
}

TEST(Prompt, GetsTheAdviceThatItDeserves) {
  for (const Prompt& prompt : prompts) {
    std::vector<std::string> given;
    for (const Advice& advice : request_of(prompt).advice()) given.push_back(in_short(advice));
    EXPECT_EQ(given, prompt.advice) << prompt.text;
  }
}

}  // namespace
}  // namespace segmind
