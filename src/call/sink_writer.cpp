#include "call/sink_writer.hpp"

#include <utility>

#include "call/failure.hpp"

namespace segmind::call {
namespace {

class MemoryWriter final : public SinkWriter {
 public:
  // The promise is a stranger's: room beyond this comes as the bytes do.
  void expect(std::uint64_t size) noexcept override {
    constexpr std::uint64_t most = 256ULL << 20;
    if (size <= most) (void)bytes_.reserve(static_cast<std::size_t>(size));
  }

  std::optional<Error> write(const std::byte* data, std::size_t size) override {
    if (bytes_.append(data, size)) return std::nullopt;
    Error error;
    error.message = "There is not enough memory for the clip; let it go to a file instead.";
    return error;
  }

  Result<Video> settle(Receipt receipt) override {
    const std::uint64_t size = bytes_.size();
    return Video(std::move(bytes_), size, clip_type, {}, std::move(receipt));
  }

 private:
  Bytes bytes_;
};

class CallbackWriter final : public SinkWriter {
 public:
  explicit CallbackWriter(Function<bool(const std::byte*, std::size_t)> function) : function_(std::move(function)) {}

  std::optional<Error> write(const std::byte* data, std::size_t size) override {
    try {
      if (function_(data, size)) {
        written_ += size;
        return std::nullopt;
      }
    } catch (...) {
      return cancelled("The sink's function threw an exception.");
    }
    return cancelled("The sink's function asked to end the call.");
  }

  Result<Video> settle(Receipt receipt) override { return Video({}, written_, clip_type, {}, std::move(receipt)); }

 private:
  Function<bool(const std::byte*, std::size_t)> function_;
  std::uint64_t written_ = 0;
};

}  // namespace

std::unique_ptr<SinkWriter> SinkWriter::create(const Sink& sink, const std::string& /*mark*/) {
  switch (sink.kind()) {
    case Sink::Kind::file:
      return create_file_writer(sink.path());
    case Sink::Kind::callback:
      return std::make_unique<CallbackWriter>(sink.function());
    case Sink::Kind::memory:
      break;
  }
  return std::make_unique<MemoryWriter>();
}

}  // namespace segmind::call
