#include "segmind/call_options.hpp"

#include <utility>

namespace segmind {

std::string_view to_string(Phase phase) noexcept {
  switch (phase) {
    case Phase::waiting: return "waiting";
    case Phase::queued: return "queued";
    case Phase::connecting: return "connecting";
    case Phase::sending: return "sending";
    case Phase::generating: return "generating";
    case Phase::receiving: return "receiving";
    case Phase::downloading: return "downloading";
    case Phase::recovering: return "recovering";
  }
  return "unknown";
}

Sink Sink::memory() { return {}; }

Sink Sink::file(std::string path) {
  Sink sink;
  sink.kind_ = Kind::file;
  sink.path_ = std::move(path);
  return sink;
}

Sink Sink::callback(Function<bool(const std::byte*, std::size_t)> function) {
  Sink sink;
  sink.kind_ = Kind::callback;
  sink.function_ = std::move(function);
  return sink;
}

}  // namespace segmind
