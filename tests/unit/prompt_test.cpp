#include <gtest/gtest.h>

#include <iterator>
#include <string>
#include <vector>

#include "segmind/models/wan27_r2v.hpp"

// What advice a caller gets for a prompt: fifty prompts as people write them, in many languages.
namespace segmind {
namespace {

struct Prompt {
  const char* language;
  int images;
  int videos;
  const char* text;
  std::vector<std::string> advice;  // the code, and the reference that it names
};

const std::string missing = "reference_missing ";
const std::string unnamed = "reference_not_called ";
const std::string otherwise = "reference_named_otherwise ";

// The Chinese 图1 and 视频1 are taken for names: others who sell this model document them, and the service passes the
// prompt on. Every other translation is read, but gets the advice to write what the service documents, because nobody
// says that the model knows it. A name that is not read at all comes out as a reference that is not called, which asks
// for the same change.
const Prompt prompts[] = {
    // English, as the service's page has it.
    {"English", 1, 0, "Image1 walks through a sunlit garden, soft morning light, slow dolly in.", {}},
    {"English", 2, 0, "Image1 and Image2 dance a waltz in an empty ballroom at dusk.", {}},
    {"English", 2, 0, "Image1 hands a rose to Image2 while Image3 plays the violin.", {missing + "Image3"}},
    {"English", 2, 0, "Image1 rides a bicycle along the river, handheld camera.", {unnamed + "Image2"}},
    {"English", 1, 1, "The woman of Image1 copies the dance in Video1, studio background.", {}},
    {"English", 1, 1, "The woman of Image1 performs the dance from Video2.", {missing + "Video2", unnamed + "Video1"}},
    {"English", 1, 0, "A knight in silver armour rides through the fog.", {unnamed + "Image1"}},
    {"English", 0, 0, "A lighthouse in a storm, waves crash against the rocks.", {"no_reference"}},
    {"English", 0, 0, "Image1 opens the letter.", {missing + "Image1", "no_reference"}},
    // Spellings.
    {"English", 3, 0, "IMAGE_1 and image-2 race against image #3 on a salt flat.", {}},
    {"English", 2, 0, "Close-up of [Image 1], then @Image2 enters; \"Image 1\" smiles.", {}},
    {"English", 2, 0, "the man from image 1 hugs the woman from image 2, warm light", {}},
    {"English", 3, 0, "Images 1, 2 and 3 sit around a campfire telling stories.", {}},
    {"English", 3, 0, "The characters of images 1-3 cross the finish line together.", {}},
    {"English", 2, 0, "Image1's coat is red, Image2\xE2\x80\x99s coat is blue.", {}},
    {"English", 2, 0, "Image0 waves at Image1.", {missing + "Image0", unnamed + "Image2"}},
    {"English", 2, 0, "Image 1 faces Image 2; Image 1 steps forward, Image 2 stops.", {}},
    {"English", 2, 0, "Image 1 looks up. Image 12 falls from the sky.", {missing + "Image12", unnamed + "Image2"}},
    {"English",
     2,
     0,
     "the man of picture 1 and the girl of photo 2 share an umbrella",
     {otherwise + "Image1", otherwise + "Image2"}},
    {"English",
     2,
     0,
     "The first image shows the hero, the second one his horse.",
     {unnamed + "Image1", unnamed + "Image2"}},
    // Numbers that call nothing.
    {"English", 1, 0, "Image1 stands before a 4K image 2 metres wide in a white gallery.", {}},
    {"English", 1, 0, "Image1 on a phone, vertical video 9:16, video 2024 trend, 60 fps.", {}},
    {"English", 1, 0, "Image1 steps out of the image. 2 men walk by, rich imagery1 style.", {}},
    {"English", 1, 0, "Show Image1 in image 3 ways: laughing, crying and asleep.", {}},
    {"English", 1, 0, "Sharp image 1080p, Image1 blinks; hold the image 2 seconds, rotate the image 90 degrees.", {}},
    {"English", 1, 0, "Image1 at a desk; on the wall a still image 3 wolves could have painted.", {}},
    {"English", 1, 0, "Image1 reads a newspaper, on its cover image 5 stars glow.", {}},
    {"English", 2, 0, "on image 1 a boy, on image 3 his dog, both run", {missing + "Image3", unnamed + "Image2"}},
    {"English", 1, 0, "Use https://example.com/image7 as mood; image3.png is on the screen behind Image1.", {}},
    {"English", 1, 0, "Picture 2 lovers on a bridge at night, Image1 plays the accordion beside them.", {}},
    // Chinese: the model's own names; other ones; numbers that count.
    {"Chinese", 2, 1, "视频1抱着图2，在图1的椅子上弹奏一支舒缓的民谣。", {}},
    {"Chinese", 2, 0, "图1中的女孩穿上图２的红色外套，走向镜头。", {}},
    {"Chinese", 2, 0, "图一的人物在雨中奔跑，图二的小狗跟在后面，视频一直保持慢动作。", {}},
    {"Chinese", 1, 0, "让Image１，在樱花树下转身微笑，地图2挂在墙上，旁边有图3张海报。", {}},
    {"Chinese", 2, 0, "图片1里的男人把礼物递给图片2里的女人。", {otherwise + "Image1", otherwise + "Image2"}},
    {"Chinese", 2, 0, "图1位于左侧，图3站在右侧。", {missing + "Image3", unnamed + "Image2"}},
    {"Chinese", 0, 1, "参考视频1的动作，全片视频5秒，镜头缓缓推近。", {}},
    // Japanese, Korean.
    {"Japanese", 2, 0, "Image1が海辺を走り、Image2は手を振って見送る。", {}},
    {"Japanese",
     1,
     1,
     "画像1の少女が動画1のダンスを踊る。写真3枚が壁に貼ってある。",
     {otherwise + "Image1", otherwise + "Video1"}},
    {"Korean", 2, 0, "Image 1은 벤치에 앉아 있고 Image 2가 커피를 건넨다.", {}},
    {"Korean", 1, 0, "이미지 1의 남자가 눈 덮인 거리를 걷는다, 영상 5초.", {otherwise + "Image1"}},
    // Romance languages: French shares the word.
    {"French", 2, 0, "La femme de l'image 1 s'assoit près de l'homme de l'image 2, lumière douce.", {}},
    {"French",
     1,
     1,
     "Le chien d'Image1 imite la vidéo 1, un écran affiche une image 2 fois plus grande.",
     {otherwise + "Video1"}},
    {"Spanish", 2, 0, "El hombre de image 1 abraza a Image2 en una plaza con un video 10 segundos en bucle.", {}},
    {"Spanish", 2, 0, "La niña de la imagen 1 corre hacia la imagen 2.", {otherwise + "Image1", otherwise + "Image2"}},
    {"Portuguese", 1, 0, "Image1 segura uma foto 3x4 enquanto a imagem 2 vezes maior aparece atrás.", {}},
    {"Italian", 2, 0, "Image1 e Image2 preparano la pasta, immagine nitida, 50% ombra.", {}},
    // Germanic and Slavic languages.
    {"German", 2, 0, "Image1s Hut fliegt davon, Image2 fängt ihn; kurzes Video 5 Sekunden.", {}},
    {"German",
     2,
     0,
     "Die Frau aus Bild 1 reicht dem Mann aus Bild 3 die Hand.",
     {otherwise + "Image1", missing + "Image3", unnamed + "Image2"}},
    {"Russian", 2, 0, "Image1 и Image2 гуляют по набережной, на видео 10 секунд заката.", {}},
    {"Russian", 1, 0, "Девушка с изображения 1 смотрит на море.", {otherwise + "Image1"}},
    {"Polish", 1, 1, "Image1 tańczy jak w Video1, kamera okrąża scenę.", {}},
    {"Turkish", 1, 0, "Image1'in arkasında güneş batıyor, görsel net.", {}},
    // Right to left, with marks of direction and the digits of the script.
    {"Arabic", 2, 0, "\u200FImage1\u200E يمشي في الحديقة وImage2 يجلس على المقعد.", {}},
    {"Arabic", 1, 0, "الرجل في الصورة ١ يبتسم، والفيديو ٥ ثوان.", {otherwise + "Image1"}},
    {"Hebrew", 1, 0, "Image1 רץ על החוף בזריחה.", {}},
    {"Hindi", 1, 0, "Image१ बारिश में नाच रही है, 10 सेकंड.", {}},
    {"Vietnamese", 1, 0, "Cô gái trong ảnh 1 mỉm cười.", {otherwise + "Image1"}},
    {"Thai", 1, 0, "Image1กำลังวิ่งบนชายหาด", {}},
};

static_assert(std::size(prompts) >= 50);

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

TEST(Prompt, GetsTheAdviceThatItDeservesInEveryLanguage) {
  for (const Prompt& prompt : prompts) {
    std::vector<std::string> given;
    for (const Advice& advice : request_of(prompt).advice()) given.push_back(in_short(advice));
    EXPECT_EQ(given, prompt.advice) << prompt.language << ": " << prompt.text;
  }
}

}  // namespace
}  // namespace segmind
