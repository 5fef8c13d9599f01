#include "call/upload/media_check.hpp"

#include <chrono>
#include <utility>

#include "media/film.hpp"
#include "media/picture.hpp"
#include "media/sound.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t max_shown_bytes = 120;
constexpr std::chrono::seconds shortest_voice{1};  // documented
constexpr std::chrono::seconds longest_voice{10};  // documented
// Encoders fill up the last frame, so a voice of ten seconds lasts a little longer.
constexpr std::chrono::milliseconds slack{100};

constexpr std::string_view taken_formats =
    "the model takes JPEG, PNG, BMP and WEBP pictures, MP4 and MOV films, and WAV and MP3 voices";

std::string_view wanted_format(media::MediaKind kind) noexcept {
  switch (kind) {
    case media::MediaKind::image: return "a picture (JPEG, PNG, BMP or WEBP)";
    case media::MediaKind::video: return "a film (MP4 or MOV)";
    case media::MediaKind::voice: return "a voice (WAV or MP3)";
  }
  return {};
}

class Check {
 public:
  Check(const MediaCandidate& candidate, std::vector<Violation>& found) : candidate_(candidate), found_(found) {}

  void add(std::string message) {
    found_.push_back({candidate_.field, text::excerpt(candidate_.shown, max_shown_bytes), std::move(message)});
  }

  void names(const media::MediaType& type) {
    if (const media::MediaType* by_name = media::media_type_of_extension(candidate_.extension)) {
      if (!media::is_same_format(*by_name, type)) {
        add("Its name says " + std::string(by_name->called) + ", but its content is " + std::string(type.called) +
            "; check that it is the right file, then correct its extension.");
      }
    }
    if (candidate_.declared.empty()) return;
    const media::MediaType* declared = media::media_type_named(candidate_.declared);
    if (declared == nullptr || !media::is_same_format(*declared, type)) {
      add("The media type " + text::excerpt(candidate_.declared, max_shown_bytes) + " was given, but the content is " +
          std::string(type.name) + ".");
    }
  }

  void use(const media::MediaType& type) {
    if (!candidate_.wanted || *candidate_.wanted == type.kind) return;
    add("It is " + std::string(type.described) + ", and " + std::string(wanted_format(*candidate_.wanted)) +
        " is wanted here; give one.");
  }

  void film() {
    if (std::string problem = media::film_problem(*candidate_.source); !problem.empty()) add(std::move(problem));
  }

  void picture() {
    if (std::string problem = media::picture_problem(*candidate_.source); !problem.empty()) add(std::move(problem));
  }

  void voice() {
    if (std::string problem = media::sound_problem(*candidate_.source); !problem.empty()) {
      return add(std::move(problem));
    }
    const auto time = media::wav_play_time(*candidate_.source);
    if (!time || (*time >= shortest_voice - slack && *time <= longest_voice + slack)) return;
    add("It lasts " + text::decimal_text(time->count(), 2) + " s, and a voice must last " +
        std::to_string(shortest_voice.count()) + " to " + std::to_string(longest_voice.count()) + " s; cut it.");
  }

 private:
  const MediaCandidate& candidate_;
  std::vector<Violation>& found_;
};

}  // namespace

const media::MediaType* check_media(const MediaCandidate& candidate, std::vector<Violation>& found) {
  Check check(candidate, found);
  const std::size_t before = found.size();
  if (candidate.source->size == 0) {
    check.add("It is empty.");
    return nullptr;
  }
  const media::RecognisedMedia media = media::recognise_media(candidate.source->read(0, media::media_head_bytes));
  if (media.type == nullptr || !media.type->is_taken) {
    const std::string_view described = media.described();
    const std::string what = described.empty() ? "Its format is unknown" : "It is " + std::string(described);
    check.add(what + "; " + std::string(taken_formats) + ". Convert it, or give another file.");
    return nullptr;
  }
  check.names(*media.type);
  check.use(*media.type);
  if (media.type->is_boxed) check.film();
  if (media.type->kind == media::MediaKind::image) check.picture();
  if (media.type->kind == media::MediaKind::voice) check.voice();
  return found.size() == before ? media.type : nullptr;
}

}  // namespace segmind::call
