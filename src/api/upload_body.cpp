#include "api/upload_body.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "text/base64.hpp"

namespace segmind::api {
namespace {

constexpr std::string_view opening = R"({"data_urls":[)";
constexpr std::string_view closing = "\"]}";

// Bytes read at once. Must be a multiple of three, so that only a file's end is padded.
constexpr std::size_t piece = 192 * 1024;

std::string beginning_of(const UploadPart& part) { return "\"data:" + std::string(part.media_type) + ";base64,"; }

}  // namespace

UploadBody::UploadBody(std::vector<UploadPart> parts) : parts_(std::move(parts)), raw_(piece) {
  size_ = opening.size() + closing.size();
  for (const UploadPart& part : parts_) size_ += beginning_of(part).size() + (part.size + 2) / 3 * 4;
  size_ += 2 * (parts_.size() - 1);  // the quote and comma between parts
  part_left_ = parts_.front().size;
  say(std::string(opening) + beginning_of(parts_.front()));
}

void UploadBody::say(std::string text) {
  text_ = std::move(text);
  text_at_ = 0;
}

std::size_t UploadBody::read(char* buffer, std::size_t room) {
  std::size_t written = 0;
  while (written < room) {
    if (text_at_ < text_.size()) {
      written += copy_text(buffer + written, room - written);
    } else if (part_ == parts_.size()) {
      break;
    } else if (raw_at_ < raw_end_ || part_left_ > 0) {
      if (raw_at_ == raw_end_ && !refill()) break;
      written += encode(buffer + written, room - written);
    } else if (++part_ < parts_.size()) {
      part_left_ = parts_[part_].size;
      say("\"," + beginning_of(parts_[part_]));
    } else {
      say(std::string(closing));
    }
  }
  return written;
}

std::size_t UploadBody::copy_text(char* buffer, std::size_t room) noexcept {
  const std::size_t size = std::min(room, text_.size() - text_at_);
  std::memcpy(buffer, text_.data() + text_at_, size);
  text_at_ += size;
  return size;
}

bool UploadBody::refill() {
  if (stuck_) return false;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece, part_left_));
  raw_at_ = 0;
  raw_end_ = 0;
  stuck_ = parts_[part_].read(raw_.data(), wanted) != wanted;
  if (stuck_) return false;
  raw_end_ = wanted;
  part_left_ -= wanted;
  return true;
}

std::size_t UploadBody::encode(char* buffer, std::size_t room) {
  const std::size_t there = raw_end_ - raw_at_;
  const std::size_t groups = std::min(room / 4, (there + 2) / 3);
  if (groups == 0) {  // less than four bytes of room: keep the next four characters in text_
    char quad[4];
    const std::size_t size = std::min<std::size_t>(there, 3);
    text::encode_base64(raw_.data() + raw_at_, size, quad);
    raw_at_ += size;
    say(std::string(quad, 4));
    return 0;
  }
  const std::size_t size = std::min(groups * 3, there);
  text::encode_base64(raw_.data() + raw_at_, size, buffer);
  raw_at_ += size;
  return groups * 4;
}

}  // namespace segmind::api
