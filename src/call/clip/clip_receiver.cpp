#include "call/clip/clip_receiver.hpp"

#include <algorithm>
#include <utility>

#include "api/limits.hpp"
#include "media/binary.hpp"
#include "media/media_type.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t max_text = 16 * 1024;  // enough to tell a person what came instead of a clip

// Text: no control character but line breaks and tabs. Of any encoding: error pages come in Latin-1, too.
bool is_text(std::string_view bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || (byte >= '\t' && byte <= '\r');
  });
}

const char* chars(const std::byte* data) noexcept { return reinterpret_cast<const char*>(data); }

}  // namespace

bool ClipReceiver::take(const std::byte* data, std::size_t size) {
  switch (kind_) {
    case api::BodyKind::media: return pass_on(data, size);
    case api::BodyKind::json: return keep_json(data, size);
    case api::BodyKind::other: return keep_other(data, size);
    case api::BodyKind::undecided: break;
  }
  // White space of any length, within the bound of api::recognise(), may precede JSON.
  const std::size_t probe = std::min<std::size_t>(size, media::media_head_bytes);
  text_.append(chars(data), probe);
  if (!decide(false)) return false;
  return probe == size || take(data + probe, size - probe);
}

void ClipReceiver::finish(bool whole) {
  const bool was_decided = kind_ != api::BodyKind::undecided;
  if (!was_decided && (!decide(true) || !whole)) return;
  if (kind_ == api::BodyKind::other && !is_foreign_ && !is_text(text_)) begin_foreign();
}

bool ClipReceiver::go_on() {
  if (sink_.kept() == 0) return true;
  std::string head;
  const bool read = sink_.replay([&](const std::byte* data, std::size_t size) {
    head.append(chars(data), std::min(size, media::media_head_bytes - head.size()));
    check_.feed(data, size);
  });
  const media::MediaType* type = media::recognise_media(head).type;
  // A shorter head may still become another format.
  if (!read || check_.bytes() != sink_.kept() || head.size() < media::media_head_bytes || !is_wanted(type))
    return false;
  begin_media(*type, head);
  return true;
}

void ClipReceiver::restart(bool same_version) {
  kind_ = api::BodyKind::undecided;
  check_ = media::Mp4Check();
  is_checked_ = true;
  is_foreign_ = false;
  is_other_media_ = false;
  what_ = {};
  text_.clear();
  if (sink_.has_begun()) sink_error_ = sink_.restart(same_version);
}

void ClipReceiver::keep_text(std::string text) {
  if (kind_ == api::BodyKind::json) sink_.set_content_type("application/json");
  kind_ = api::BodyKind::other;
  text_ = std::move(text);
  (void)begin_foreign();
}

std::string ClipReceiver::what_it_is() const { return what_.empty() ? "of no known kind" : std::string(what_); }

bool ClipReceiver::is_wanted(const media::MediaType* type) const noexcept {
  return type != nullptr && (expected_ != Output::film || type->is_boxed);
}

void ClipReceiver::begin_media(const media::MediaType& type, std::string_view head) {
  kind_ = api::BodyKind::media;
  is_checked_ = expected_ == Output::film || media::has_at(head, 4, "ftyp");
  sink_.set_content_type(type.name);
}

bool ClipReceiver::decide(bool complete) {
  media::RecognisedMedia found;
  kind_ = api::recognise(text_, complete, &found);
  if (kind_ == api::BodyKind::undecided || kind_ == api::BodyKind::json) return true;
  what_ = found.described();
  if (kind_ != api::BodyKind::media) return true;
  if (is_wanted(found.type)) {
    begin_media(*found.type, std::string_view(text_).substr(0, media::media_head_bytes));
    return pass_on_text();
  }
  kind_ = api::BodyKind::other;
  is_other_media_ = true;
  sink_.set_content_type(found.type->name);
  return begin_foreign();
}

// JSON that is larger than any answer of the service may hold the clip itself.
bool ClipReceiver::keep_json(const std::byte* data, std::size_t size) {
  if (size <= api::limits::max_clip_answer_bytes - text_.size()) {
    text_.append(chars(data), size);
    return true;
  }
  kind_ = api::BodyKind::other;
  what_ = "JSON";
  return begin_foreign() && keep_other(data, size);
}

bool ClipReceiver::keep_other(const std::byte* data, std::size_t size) {
  if (!is_foreign_ && text_.size() + size <= max_text) {
    text_.append(chars(data), size);
    return true;
  }
  if (!is_foreign_ && !begin_foreign()) return false;
  sink_error_ = sink_.write_foreign(data, size);
  return !sink_error_;
}

bool ClipReceiver::begin_foreign() {
  is_foreign_ = true;
  sink_error_ = sink_.write_foreign(reinterpret_cast<const std::byte*>(text_.data()), text_.size());
  text_.resize(std::min(text_.size(), max_text));
  return !sink_error_;
}

bool ClipReceiver::pass_on_text() {
  const std::string first = std::move(text_);
  text_.clear();
  return pass_on(reinterpret_cast<const std::byte*>(first.data()), first.size());
}

bool ClipReceiver::pass_on(const std::byte* data, std::size_t size) {
  if (is_checked_) check_.feed(data, size);
  sink_error_ = sink_.write(data, size);
  return !sink_error_;
}

}  // namespace segmind::call
