#include "call/clip/clip_receiver.hpp"

#include <algorithm>

#include "api/limits.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t max_other = 16 * 1024;  // enough to tell a person what came instead of a clip

}  // namespace

bool ClipReceiver::take(const std::byte* data, std::size_t size) {
  const char* text = reinterpret_cast<const char*>(data);
  switch (kind_) {
    case api::BodyKind::mp4:
      return pass_on(data, size);
    case api::BodyKind::json:
      return keep(text, size, api::limits::max_answer_bytes);
    case api::BodyKind::other:
      return keep(text, size, max_other);
    case api::BodyKind::undecided:
      break;
  }
  // White space may precede JSON for as long as it likes, within the bound.
  const std::size_t probe = std::min<std::size_t>(size, 64);
  if (!keep(text, probe, api::limits::max_answer_bytes)) return false;
  if (!decide(false)) return false;
  return probe == size || take(data + probe, size - probe);
}

void ClipReceiver::finish() {
  if (kind_ == api::BodyKind::undecided) decide(true);
}

bool ClipReceiver::go_on() {
  if (sink_.kept() == 0) return true;
  kind_ = api::BodyKind::mp4;  // nothing else reaches a sink
  const bool read = sink_.replay([this](const std::byte* data, std::size_t size) { check_.feed(data, size); });
  return read && check_.bytes() == sink_.kept();
}

void ClipReceiver::restart(bool same_version) {
  kind_ = api::BodyKind::undecided;
  check_ = media::Mp4Check();
  text_.clear();
  if (sink_.has_begun()) sink_error_ = sink_.restart(same_version);
}

bool ClipReceiver::decide(bool complete) {
  kind_ = api::recognise(text_, complete);
  if (kind_ != api::BodyKind::mp4) return true;
  const std::string first = std::move(text_);
  text_.clear();
  return pass_on(reinterpret_cast<const std::byte*>(first.data()), first.size());
}

bool ClipReceiver::keep(const char* data, std::size_t size, std::size_t most) {
  const std::size_t room = most - std::min(most, text_.size());
  text_.append(data, std::min(size, room));
  return size <= room;
}

bool ClipReceiver::pass_on(const std::byte* data, std::size_t size) {
  check_.feed(data, size);
  sink_error_ = sink_.write(data, size);
  return !sink_error_;
}

}  // namespace segmind::call
