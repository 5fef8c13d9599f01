#include "call/clip/sink_writer.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"

namespace segmind::call {
namespace {

// Null where there are no bytes to rescue.
std::shared_ptr<const Media> rescued(Bytes& bytes, const std::string& type, Receipt receipt) {
  const std::uint64_t size = bytes.size();
  if (size == 0) return nullptr;
  return std::make_shared<const Media>(std::exchange(bytes, Bytes()), size, type, "", std::move(receipt));
}

class MemoryWriter final : public SinkWriter {
 public:
  // The size is only announced: more room is made as the bytes come.
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

  Result<Media> commit(Receipt receipt) override {
    const std::uint64_t size = bytes_.size();
    return Media(std::move(bytes_), size, content_type(), {}, std::move(receipt));
  }

  std::shared_ptr<const Media> rescue(Receipt receipt) override {
    return rescued(bytes_, content_type(), std::move(receipt));
  }

  std::uint64_t kept() const noexcept override { return bytes_.size(); }

  bool replay(const std::function<void(const std::byte*, std::size_t)>& reader) override {
    reader(bytes_.data(), bytes_.size());
    return true;
  }

  std::optional<Error> restart(bool) override {
    bytes_ = Bytes();
    return std::nullopt;
  }

 private:
  Bytes bytes_;
};

class CallbackWriter final : public SinkWriter {
 public:
  explicit CallbackWriter(Function<bool(const std::byte*, std::size_t)> function) : function_(std::move(function)) {}

  std::optional<Error> write(const std::byte* data, std::size_t size) override {
    const std::size_t known = static_cast<std::size_t>(std::min<std::uint64_t>(to_skip_, size));
    to_skip_ -= known;
    if (known == size) return std::nullopt;
    try {
      if (function_(data + known, size - known)) {
        written_ += size - known;
        return std::nullopt;
      }
    } catch (...) {
      return cancelled_by_exception("The sink's function");
    }
    return cancelled("The sink's function asked to end the call.");
  }

  std::optional<Error> write_foreign(const std::byte* data, std::size_t size) override {
    if (foreign_.append(data, size)) return std::nullopt;
    Error error;
    error.message = "There is not enough memory for what came instead of the clip.";
    return error;
  }

  Result<Media> commit(Receipt receipt) override { return Media({}, written_, content_type(), {}, std::move(receipt)); }

  std::shared_ptr<const Media> rescue(Receipt receipt) override {
    return rescued(foreign_, content_type(), std::move(receipt));
  }

  std::uint64_t kept() const noexcept override { return written_ - to_skip_; }
  bool has_begun() const noexcept override { return written_ > 0 || foreign_.size() > 0; }

  // Never called: a callback has nothing from before this call.
  bool replay(const std::function<void(const std::byte*, std::size_t)>&) override { return written_ == 0; }

  // Bytes cannot be taken back, but the same ones need not be given twice.
  std::optional<Error> restart(bool same_version) override {
    to_skip_ = written_;
    foreign_ = Bytes();
    if (same_version || written_ == 0) return std::nullopt;
    return bad_response(
        "The clip would have to come again from its beginning, and nothing shows that it is the same one; a callback "
        "has some of it already.");
  }

 private:
  Function<bool(const std::byte*, std::size_t)> function_;
  std::uint64_t written_ = 0;
  std::uint64_t to_skip_ = 0;
  Bytes foreign_;
};

}  // namespace

std::unique_ptr<SinkWriter> SinkWriter::create(const Sink& sink, const std::string& mark) {
  switch (sink.kind()) {
    case Sink::Kind::file: return create_file_writer(sink.path(), mark);
    case Sink::Kind::callback: return std::make_unique<CallbackWriter>(sink.function());
    case Sink::Kind::memory: break;
  }
  return std::make_unique<MemoryWriter>();
}

std::optional<Error> SinkWriter::problem_with(const Sink& sink) {
  const std::unique_ptr<SinkWriter> trial = create(sink, {});
  std::optional<Error> problem = trial->open();
  if (!problem) trial->abandon(false);
  return problem;
}

}  // namespace segmind::call
