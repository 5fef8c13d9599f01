// Files that others made: MP4 and MOV, WAV, and what is told of any other.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "fuzz.hpp"
#include "media/film.hpp"
#include "media/media_type.hpp"
#include "media/mp4.hpp"
#include "media/other_format.hpp"
#include "media/picture.hpp"
#include "media/sound.hpp"

namespace segmind::fuzz {
namespace {

media::Mp4Check checked(std::string_view bytes, std::size_t piece) {
  media::Mp4Check check;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::string_view next = bytes.substr(at, piece);
    check.feed(reinterpret_cast<const std::byte*>(next.data()), next.size());
  }
  return check;
}

media::ByteSource source_of(std::string_view bytes) {
  return {bytes.size(), [bytes](std::uint64_t at, char* buffer, std::size_t room) {
            if (at >= bytes.size()) return std::size_t{0};
            const std::string_view there = bytes.substr(static_cast<std::size_t>(at), room);
            std::memcpy(buffer, there.data(), there.size());
            return there.size();
          }};
}

}  // namespace

FUZZ(media, input) {
  Reader reader(input);
  const std::size_t piece = 1 + reader.byte() % 40;
  const std::string_view bytes = reader.rest();
  const media::Mp4Check whole = checked(bytes, bytes.size() + 1);
  const media::Mp4Check pieces = checked(bytes, piece);
  promise(whole.problem() == pieces.problem() && whole.certainly_complete() == pieces.certainly_complete(),
          "whether a film is whole does not depend on its pieces");
  promise(whole.complete() == whole.problem().empty(), "a film that is not whole says why");
  if (!bytes.empty() && whole.certainly_complete()) {
    promise(!checked(bytes.substr(0, bytes.size() - 1), bytes.size()).certainly_complete(),
            "a film less one byte is cut");
  }
  const std::string problem = media::film_problem(source_of(bytes));
  promise(is_safe(problem), "a film's problem can be printed");
  promise(is_safe(media::picture_problem(source_of(bytes))), "a picture's problem can be printed");
  promise(is_safe(media::sound_problem(source_of(bytes))), "a sound's problem can be printed");
  const auto time = media::wav_play_time(source_of(bytes));
  promise(!time || (std::isfinite(time->count()) && time->count() > 0), "a sound takes time");
  const auto head = media::recognise_media(bytes.substr(0, media::media_head_bytes));
  promise(is_safe(head.described()), "a format can be named");
  promise(head.type == nullptr || media::media_type_named(head.type->name) == head.type, "a type is known by its name");
  (void)media::media_type_of_extension(bytes);
}

}  // namespace segmind::fuzz
