// The body of a 200 that was paid for, in pieces: whatever it is, every byte of it is kept.

#include <string>

#include "api/endpoints.hpp"
#include "call/clip/clip_receiver.hpp"
#include "fuzz.hpp"

namespace segmind::fuzz {
namespace {

struct Taken {
  api::BodyKind kind;
  bool is_foreign;
  std::string bytes;  // in the sink, or else the text
  std::string problem;
  std::string type;
};

Taken taken(std::string_view body, Output expected, std::size_t piece) {
  const std::unique_ptr<call::SinkWriter> sink = call::SinkWriter::create(Sink::memory(), "");
  call::ClipReceiver receiver(*sink, expected);
  for (std::size_t at = 0; at < body.size(); at += piece) {
    const std::string_view next = body.substr(at, piece);
    promise(receiver.take(reinterpret_cast<const std::byte*>(next.data()), next.size()), "memory takes every byte");
  }
  receiver.finish();
  Taken taken{receiver.kind(), receiver.has_foreign_bytes(), {}, receiver.problem(), sink->content_type()};
  promise(taken.kind != api::BodyKind::undecided, "a whole body is recognised");
  promise(is_safe(receiver.what_it_is()), "what it is can be printed");
  if (taken.kind == api::BodyKind::media || taken.is_foreign) {
    sink->replay([&](const std::byte* data, std::size_t size) {
      taken.bytes.append(reinterpret_cast<const char*>(data), size);
    });
  } else {
    taken.bytes = receiver.text();
  }
  return taken;
}

// Once decided, more bytes never change the kind.
void recognise_every_beginning(std::string_view body) {
  auto kind = api::BodyKind::undecided;
  for (std::size_t size = 0; size <= body.size() && size <= 80; ++size) {
    const auto now = api::recognise(body.substr(0, size), false);
    promise(kind == api::BodyKind::undecided || now == kind, "a kind that was decided stays");
    kind = now;
  }
}

}  // namespace

FUZZ(clip, input) {
  Reader reader(input);
  const auto expected = static_cast<Output>(reader.byte() % 4);
  const std::size_t piece = 1 + reader.byte();
  const std::string_view body = reader.rest();
  const Taken whole = taken(body, expected, body.size() + 1);
  const Taken pieces = taken(body, expected, piece);
  promise(whole.bytes == body, "no byte that was paid for is thrown away");
  promise(pieces.bytes == body, "no byte that was paid for is thrown away, however it comes");
  promise(whole.kind == pieces.kind && whole.is_foreign == pieces.is_foreign && whole.type == pieces.type &&
              whole.problem == pieces.problem,
          "what a body is does not depend on its pieces");
  recognise_every_beginning(body);
  const api::JsonAnswer answer = api::read_answer(body);
  for (const api::ResultAddress& address : answer.addresses) {
    const bool is_inline = address.text.rfind("data:", 0) == 0;  // the clip itself, which nobody prints
    promise(is_inline || is_safe(address.text), "an address can be printed");
  }
  promise(is_safe(answer.error.value_or("")), "the service's words can be printed");
  promise(!answer.is_queued || (answer.request_id && api::is_plausible_id(*answer.request_id)),
          "a queued job has an id that can be asked for");
}

}  // namespace segmind::fuzz
