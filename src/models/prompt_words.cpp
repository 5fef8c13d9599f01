#include "models/prompt_words.hpp"

#include <algorithm>
#include <iterator>

namespace segmind::models {
namespace {

using Words = std::u32string_view;
using Use = ReferenceWord::Use;
using Kind = ReferenceKind;

template <std::size_t N>
bool holds(const Words (&words)[N], Words word) noexcept {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool ends_in(Words text, Words end) noexcept {
  if (text.size() < end.size() || text.back() != end.back()) return false;  // the last letter decides most
  return text.substr(text.size() - end.size()) == end;
}

constexpr ReferenceWord reference_words[] = {
    {U"image", Kind::image, Use::own},
    {U"images", Kind::image, Use::own_plural},
    {U"video", Kind::video, Use::own},
    {U"videos", Kind::video, Use::own_plural},
    {U"图", Kind::image, Use::own},
    {U"视频", Kind::video, Use::own},
    // English
    {U"img", Kind::image, Use::other},
    {U"picture", Kind::image, Use::other},
    {U"pictures", Kind::image, Use::other_plural},
    {U"pic", Kind::image, Use::other},
    {U"photo", Kind::image, Use::other},
    {U"photos", Kind::image, Use::other_plural},
    {U"clip", Kind::video, Use::other},
    // French, Spanish, Portuguese, Italian
    {U"photographie", Kind::image, Use::other},
    {U"vidéo", Kind::video, Use::other},
    {U"vidéos", Kind::video, Use::other_plural},
    {U"imagen", Kind::image, Use::other},
    {U"imágenes", Kind::image, Use::other_plural},
    {U"foto", Kind::image, Use::other},
    {U"fotos", Kind::image, Use::other_plural},
    {U"vídeo", Kind::video, Use::other},
    {U"vídeos", Kind::video, Use::other_plural},
    {U"imagem", Kind::image, Use::other},
    {U"imagens", Kind::image, Use::other_plural},
    {U"immagine", Kind::image, Use::other},
    {U"immagini", Kind::image, Use::other_plural},
    // German, Dutch, Swedish, Danish
    {U"bild", Kind::image, Use::other},
    {U"bilder", Kind::image, Use::other_plural},
    {U"bildern", Kind::image, Use::other_plural},
    {U"afbeelding", Kind::image, Use::other},
    {U"billede", Kind::image, Use::other},
    // Polish, Czech, Turkish, Indonesian, Vietnamese
    {U"obraz", Kind::image, Use::other},
    {U"zdjęcie", Kind::image, Use::other},
    {U"obrázek", Kind::image, Use::other},
    {U"görsel", Kind::image, Use::other},
    {U"resim", Kind::image, Use::other},
    {U"gambar", Kind::image, Use::other},
    {U"ảnh", Kind::image, Use::other},
    {U"hình", Kind::image, Use::other},
    // Russian, Ukrainian
    {U"изображение", Kind::image, Use::other},
    {U"изображения", Kind::image, Use::other},
    {U"изображении", Kind::image, Use::other},
    {U"изображению", Kind::image, Use::other},
    {U"изображением", Kind::image, Use::other},
    {U"изображениях", Kind::image, Use::other_plural},
    {U"картинка", Kind::image, Use::other},
    {U"картинки", Kind::image, Use::other},
    {U"картинке", Kind::image, Use::other},
    {U"картинку", Kind::image, Use::other},
    {U"фото", Kind::image, Use::other},
    {U"видео", Kind::video, Use::other},
    {U"зображення", Kind::image, Use::other},
    {U"відео", Kind::video, Use::other},
    // Arabic, with what is written together with the word; Persian, Hebrew, Hindi
    {U"صورة", Kind::image, Use::other},
    {U"الصورة", Kind::image, Use::other},
    {U"والصورة", Kind::image, Use::other},
    {U"بالصورة", Kind::image, Use::other},
    {U"للصورة", Kind::image, Use::other},
    {U"فيديو", Kind::video, Use::other},
    {U"الفيديو", Kind::video, Use::other},
    {U"تصویر", Kind::image, Use::other},
    {U"תמונה", Kind::image, Use::other},
    {U"התמונה", Kind::image, Use::other},
    {U"छवि", Kind::image, Use::other},
    {U"चित्र", Kind::image, Use::other},
    {U"वीडियो", Kind::video, Use::other},
    // Chinese, Japanese, Korean, Thai
    {U"图片", Kind::image, Use::other},
    {U"图像", Kind::image, Use::other},
    {U"照片", Kind::image, Use::other},
    {U"圖", Kind::image, Use::other},
    {U"圖片", Kind::image, Use::other},
    {U"圖像", Kind::image, Use::other},
    {U"視頻", Kind::video, Use::other},
    {U"影片", Kind::video, Use::other},
    {U"画像", Kind::image, Use::other},
    {U"写真", Kind::image, Use::other},
    {U"図", Kind::image, Use::other},
    {U"イメージ", Kind::image, Use::other},
    {U"動画", Kind::video, Use::other},
    {U"ビデオ", Kind::video, Use::other},
    {U"이미지", Kind::image, Use::other},
    {U"사진", Kind::image, Use::other},
    {U"그림", Kind::image, Use::other},
    {U"영상", Kind::video, Use::other},
    {U"동영상", Kind::video, Use::other},
    {U"비디오", Kind::video, Use::other},
    {U"ภาพ", Kind::image, Use::other},
    {U"วิดีโอ", Kind::video, Use::other},
};

// No words that are verbs as well, because "Image 1 steps forward" is a call: steps, faces, cuts, hands, stops, points.
constexpr Words quantities[] = {
    // Units, as symbols: not "in", not the "c" and "z" of other languages
    U"m", U"cm", U"mm", U"km", U"ft", U"px", U"mp", U"s", U"ms", U"h", U"hr", U"hrs", U"sec", U"secs", U"min", U"mins",
    U"fps", U"hz", U"kg", U"g", U"k", U"d", U"kb", U"mb", U"gb", U"dpi", U"м", U"см", U"мм", U"км", U"сек", U"мин",
    // English
    U"metre", U"metres", U"meter", U"meters", U"centimetres", U"centimeters", U"inch", U"inches", U"foot", U"feet",
    U"yards", U"mile", U"miles", U"kilometres", U"kilometers", U"pixel", U"pixels", U"megapixels", U"degree",
    U"degrees", U"percent", U"second", U"seconds", U"minute", U"minutes", U"hour", U"hours", U"days", U"weeks",
    U"months", U"years", U"times", U"frames", U"ways", U"versions", U"variations", U"copies", U"people", U"persons",
    U"men", U"women", U"children", U"kids", U"boys", U"girls", U"friends", U"dogs", U"cats", U"birds", U"horses",
    U"wolves", U"animals", U"cars", U"trees", U"houses", U"flowers", U"objects", U"characters", U"scenes", U"layers",
    U"colors", U"colours", U"million", U"thousand", U"hundred",
    // French
    U"mètre", U"mètres", U"centimètres", U"seconde", U"secondes", U"heures", U"jours", U"semaines", U"mois", U"ans",
    U"fois", U"degrés", U"personnes", U"hommes", U"femmes", U"enfants", U"garçons", U"filles", U"chiens", U"chats",
    // Spanish, Portuguese, Italian
    U"metros", U"metri", U"segundos", U"secondi", U"minutos", U"minuti", U"horas", U"ore", U"días", U"dias", U"años",
    U"anos", U"anni", U"veces", U"vezes", U"volte", U"grados", U"graus", U"gradi", U"personas", U"pessoas", U"persone",
    U"hombres", U"homens", U"uomini", U"mujeres", U"mulheres", U"donne", U"niños", U"niñas", U"crianças", U"bambini",
    U"perros", U"cães", U"cani", U"gatos", U"gatti",
    // German, Dutch
    U"zentimeter", U"sekunde", U"sekunden", U"seconden", U"minuten", U"stunden", U"uur", U"tage", U"wochen", U"monate",
    U"jahre", U"jaar", U"mal", U"keer", U"grad", U"graden", U"prozent", U"personen", U"menschen", U"mensen", U"männer",
    U"mannen", U"frauen", U"vrouwen", U"kinder", U"kinderen", U"hunde", U"honden", U"katzen",
    // Russian
    U"метр", U"метра", U"метров", U"секунда", U"секунды", U"секунд", U"минута", U"минуты", U"минут", U"часа", U"часов",
    U"раз", U"раза", U"лет", U"года", U"градусов", U"процентов", U"человек", U"человека",
    // Arabic, Hebrew, Hindi
    U"متر", U"أمتار", U"ثانية", U"ثوان", U"ثواني", U"دقيقة", U"دقائق", U"مرات", U"أشخاص", U"رجال", U"شניות", U"שניות",
    U"דקות", U"אנשים", U"मीटर", U"सेकंड", U"मिनट", U"बार", U"लोग"};

constexpr Words measures[] = {U"个",   U"個",   U"张",   U"張",   U"枚",       U"名",   U"位",   U"人",   U"秒",
                              U"次",   U"米",   U"岁",   U"歳",   U"倍",       U"度",   U"匹",   U"只",   U"隻",
                              U"条",   U"種",   U"种",   U"帧",   U"像素",     U"厘米", U"公分", U"分钟", U"分鐘",
                              U"分間", U"小时", U"小時", U"時間", U"メートル", U"명",   U"개",   U"장",   U"초",
                              U"분",   U"번",   U"시간", U"마리", U"미터",     U"วินาที", U"คน",   U"เมตร"};

// What begins like a measure and is none: 图1位于左侧 says where Image1 stands, 图1人物 is the person in it.
constexpr Words no_measures[] = {U"人物", U"人像", U"人脸", U"人的", U"位于", U"位於", U"位置", U"张开", U"張開",
                                 U"张望", U"名为", U"只有", U"只是", U"只在", U"个性", U"個性", U"度过", U"次元",
                                 U"米色", U"条纹", U"장면", U"분위", U"번째", U"초상", U"초원", U"개를", U"개와"};

constexpr Words indefinite_articles[] = {U"an",  U"un",   U"une",   U"una",   U"uno",   U"um",    U"uma",
                                         U"ein", U"eine", U"einem", U"einen", U"einer", U"eines", U"een"};

constexpr Words definites[] = {U"the", U"this", U"that", U"my", U"la",  U"le",  U"les", U"el",  U"los", U"las", U"il",
                               U"lo",  U"o",    U"os",   U"as", U"der", U"die", U"das", U"den", U"dem", U"des", U"l"};

constexpr Words links[] = {U"and", U"or",  U"plus", U"und", U"oder", U"et", U"ou", U"y",   U"e",  U"o",
                           U"en",  U"och", U"og",   U"и",   U"или",  U"та", U"ve", U"dan", U"và", U"i",
                           U"a",   U"و",   U"和",   U"与",  U"與",   U"及", U"跟", U"と",  U"와", U"과"};

constexpr Words ranges[] = {U"to", U"through", U"thru", U"bis", U"до", U"到", U"至"};

constexpr Words number_signs[] = {U"no.",  U"no",     U"nr.",    U"nr",     U"nº",     U"n°",   U"num",
                                  U"num.", U"number", U"nummer", U"número", U"numéro", U"номер"};

constexpr Words file_endings[] = {U"png",  U"jpg", U"jpeg", U"webp", U"bmp",  U"gif", U"tif", U"tiff", U"heic",
                                  U"avif", U"svg", U"mp4",  U"mov",  U"webm", U"avi", U"mkv", U"m4v"};

}  // namespace

const ReferenceWord* reference_word_at_end_of(std::u32string_view text) noexcept {
  const ReferenceWord* longest = nullptr;
  for (const ReferenceWord& word : reference_words) {
    if (ends_in(text, word.text) && (longest == nullptr || word.text.size() > longest->text.size())) longest = &word;
  }
  return longest;
}

bool is_quantity(std::u32string_view word) noexcept { return holds(quantities, word); }

bool is_quantity_adjective(std::u32string_view word) noexcept {
  constexpr Words adjectives[] = {U"more", U"other", U"different", U"big",   U"small", U"large", U"tall",  U"young",
                                  U"old",  U"new",   U"little",    U"white", U"black", U"wild",  U"whole", U"full"};
  return holds(adjectives, word);
}

bool begins_with_measure(std::u32string_view text) noexcept {
  const auto begins = [&](Words word) { return text.substr(0, word.size()) == word; };
  if (std::any_of(std::begin(no_measures), std::end(no_measures), begins)) return false;
  return std::any_of(std::begin(measures), std::end(measures), begins);
}

bool takes_article_a(std::u32string_view word) noexcept {
  constexpr Words english[] = {U"video", U"picture", U"pic", U"photo", U"clip"};
  return holds(english, word);
}

bool is_indefinite_article(std::u32string_view word) noexcept { return holds(indefinite_articles, word); }
bool is_definite(std::u32string_view word) noexcept { return holds(definites, word); }
bool is_link(std::u32string_view word) noexcept { return holds(links, word); }
bool is_range(std::u32string_view word) noexcept { return holds(ranges, word); }

std::u32string_view number_sign_at_end_of(std::u32string_view text) noexcept {
  Words longest;
  for (const Words sign : number_signs) {
    if (ends_in(text, sign) && sign.size() > longest.size()) longest = sign;
  }
  return longest;
}

bool is_file_ending(std::u32string_view word) noexcept { return holds(file_endings, word); }

}  // namespace segmind::models
