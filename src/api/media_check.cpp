#include "api/media_check.hpp"

#include "api/limits.hpp"
#include "api/number.hpp"
#include "api/picture_size.hpp"
#include "api/play_time.hpp"
#include "api/utf8.hpp"

namespace segmind::api {
namespace {

constexpr std::string_view taken_formats =
    "the model takes JPEG, PNG, BMP and WEBP pictures, MP4 and MOV films, and WAV and MP3 voices";

std::string figure(double value, const char* unit) { return decimal_text(value, 2) + ' ' + unit; }

struct KindLimits {
  std::string_view what;
  std::uint64_t bytes;
  std::chrono::seconds shortest;
  std::chrono::seconds longest;
};

KindLimits limits_of(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
      return {"picture", limits::max_image_bytes, {}, {}};
    case MediaKind::video:
      return {"film", limits::max_video_bytes, limits::min_video_time, limits::max_video_time};
    case MediaKind::voice:
      break;
  }
  return {"voice", limits::max_voice_bytes, limits::min_voice_time, limits::max_voice_time};
}

class Check {
 public:
  Check(const MediaCandidate& candidate, std::vector<Violation>& found) : candidate_(candidate), found_(found) {}

  void add(std::string message) {
    found_.push_back({candidate_.field, excerpt(candidate_.shown, limits::max_shown_value_bytes), std::move(message)});
  }

  void names(const MediaType& type) {
    if (const MediaType* by_name = media_type_of_extension(candidate_.extension)) {
      if (!is_same_format(*by_name, type)) {
        add("Its name says " + std::string(by_name->called) + ", but its content is " + std::string(type.called) +
            "; check that it is the right file, and give it the extension of what it is.");
      }
    }
    if (candidate_.declared.empty()) return;
    const MediaType* declared = media_type_named(candidate_.declared);
    if (declared == nullptr || !is_same_format(*declared, type)) {
      add("The media type " + excerpt(candidate_.declared, limits::max_shown_value_bytes) +
          " was given, but the content is " + std::string(type.name) + ".");
    }
  }

  void size(const KindLimits& limits) {
    if (candidate_.source->size <= limits.bytes) return;
    add("It has " + std::to_string(candidate_.source->size) + " bytes, and a " + std::string(limits.what) +
        " may have at most " + std::to_string(limits.bytes) + " (" + std::to_string(limits.bytes >> 20) +
        " MB); make it smaller.");
  }

  void pixels(const MediaType& type) {
    const auto size = picture_size(type, *candidate_.source);
    if (!size) return;
    const auto fits = [](std::uint64_t side) {
      return side >= limits::min_image_side && side <= limits::max_image_side;
    };
    if (fits(size->width) && fits(size->height)) return;
    add("It has " + std::to_string(size->width) + "x" + std::to_string(size->height) +
        " pixels, and each side must be " + std::to_string(limits::min_image_side) + " to " +
        std::to_string(limits::max_image_side) + "; scale it.");
  }

  void time(const MediaType& type, const KindLimits& limits) {
    const auto time = play_time(type, *candidate_.source);
    if (!time) return;
    // Encoders fill up their last frame, so that a sound of ten seconds lasts a little longer.
    constexpr std::chrono::milliseconds slack{100};
    if (*time >= limits.shortest - slack && *time <= limits.longest + slack) return;
    add("It lasts " + figure(time->count(), "s") + ", and a " + std::string(limits.what) + " must last " +
        std::to_string(limits.shortest.count()) + " to " + std::to_string(limits.longest.count()) + " s; cut it.");
  }

 private:
  const MediaCandidate& candidate_;
  std::vector<Violation>& found_;
};

}  // namespace

const MediaType* check_media(const MediaCandidate& candidate, std::vector<Violation>& found) {
  Check check(candidate, found);
  const std::size_t before = found.size();
  if (candidate.source->size == 0) {
    check.add("It is empty.");
    return nullptr;
  }
  const RecognisedMedia media = recognise_media(candidate.source->read(0, media_head_bytes));
  if (media.type == nullptr) {
    const std::string what =
        media.other.empty() ? "Its content is of no known kind" : "It is " + std::string(media.other);
    check.add(what + "; " + std::string(taken_formats) + ". Convert it first.");
    return nullptr;
  }
  const KindLimits limits = limits_of(media.type->kind);
  check.names(*media.type);
  check.size(limits);
  if (media.type->kind == MediaKind::image) {
    check.pixels(*media.type);
  } else {
    check.time(*media.type, limits);
  }
  return found.size() == before ? media.type : nullptr;
}

}  // namespace segmind::api
