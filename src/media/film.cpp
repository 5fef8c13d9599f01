#include "media/film.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

#include "media/binary.hpp"

namespace segmind::media {
namespace {

struct Box {
  std::string type;
  std::uint64_t content = 0;  // offset behind the header
  std::uint64_t end = 0;
};

enum class Walk { whole, cut, damaged };

struct Walked {
  Walk how = Walk::whole;
  std::uint64_t at = 0;       // offset of the last box
  std::uint64_t missing = 0;  // bytes missing from it when cut
};

bool is_type(std::string_view type) noexcept {
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint64_t c = byte_at(type, i);
    if ((c < 0x20 || c >= 0x7F) && c != 0xA9) return false;  // some old types begin with a copyright sign
  }
  return true;
}

// Old programs end a list of boxes with four zero bytes, and some pad files with more.
bool is_padding(const std::string& head) noexcept {
  return head.size() < 8 || head.substr(0, 8) == std::string(8, '\0');
}

struct Index {
  bool is_there = false;
  bool is_compressed = false;  // old QuickTime: its tracks cannot be read
  bool has_picture = false;
  bool has_sound = false;
};

class Walker {
 public:
  explicit Walker(const ByteSource& source) : source_(source) {}

  Walked walk(std::uint64_t at, std::uint64_t end, const std::function<void(const Box&)>& see) {
    while (at < end && boxes_left_ > 0) {
      --boxes_left_;
      const std::string head = source_.read(at, 16);
      if (is_padding(head)) break;
      std::uint64_t size = big_endian(head, 0, 4);
      const std::uint64_t head_size = size == 1 ? 16 : 8;
      if (size == 1) size = big_endian(head, 8, 8);
      if (size == 0) size = end - at;
      if (!is_type(std::string_view(head).substr(4, 4)) || size < head_size) return {Walk::damaged, at, 0};
      if (size > end - at) return {Walk::cut, at, size - (end - at)};
      see({head.substr(4, 4), at + head_size, at + size});
      at += size;
    }
    return {};
  }

  void read_index(const Box& moov, Index& index) {
    index.is_there = true;
    walk(moov.content, moov.end, [&](const Box& box) {
      if (box.type == "cmov") index.is_compressed = true;
      if (box.type == "trak") read_track(box, index);
    });
  }

  bool has_given_up() const noexcept { return boxes_left_ == 0; }

 private:
  void read_track(const Box& track, Index& index) {
    walk(track.content, track.end, [&](const Box& box) {
      if (box.type != "mdia") return;
      walk(box.content, box.end, [&](const Box& part) {
        if (part.type != "hdlr") return;
        const std::string handler = source_.read(part.content + 8, 4);
        index.has_picture = index.has_picture || handler == "vide";
        index.has_sound = index.has_sound || handler == "soun";
      });
    });
  }

  const ByteSource& source_;
  int boxes_left_ = 100'000;  // bounds the work for a malicious file of countless tiny boxes
};

}  // namespace

std::string film_problem(const ByteSource& source) {
  Index index;
  Walker walker(source);
  const Walked top = walker.walk(0, source.size, [&](const Box& box) {
    if (box.type == "moov") walker.read_index(box, index);
  });
  if (walker.has_given_up()) return {};
  if (top.how == Walk::cut) {
    return "It is not whole: it ends after " + std::to_string(source.size) + " bytes, where " +
           std::to_string(top.missing) + " more are announced. Copy or export it again.";
  }
  if (top.how == Walk::damaged) {
    return "It is damaged: byte " + std::to_string(top.at) + " begins no part of an MP4. Copy or export it again.";
  }
  if (!index.is_there) return "It has no index (moov), so no player can play it. Copy or export it again.";
  if (index.has_picture || index.is_compressed) return {};
  return index.has_sound ? "It has sound but no picture. Give a film with a picture; a voice is given as WAV or MP3."
                         : "It has no picture. Give a film with a picture.";
}

}  // namespace segmind::media
