#include "call/paid/kept_clip.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "call/clip/clip_fetch.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/download.hpp"
#include "call/exchange/failure.hpp"
#include "os/utf8_path.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t piece = 256 * 1024;  // read in one turn of the loop

JournalAttempt paid_attempt(const JournalEntry& entry) {
  for (const JournalAttempt& attempt : entry.attempts) {
    if (attempt.charge == Charge::charged) return attempt;
  }
  return {};
}

Error gone(const JournalEntry& entry) {
  Error error;
  error.kind = ErrorKind::job_expired;
  error.message = "The clip of this key is paid for and gone: ";
  error.message += entry.clip.path.empty() ? "it was put into no file" : "it is no longer in " + entry.clip.path;
  error.message +=
      paid_attempt(entry).address.empty() ? ", and its address was not told." : ", and its address has it no more.";
  error.message += " A request under another key makes, and pays for, another one.";
  return error;
}

class KeptClip final : public Step {
 public:
  KeptClip(Call& call, JournalEntry entry, Output output, SinkWriter& sink, ClipDone done)
      : call_(call),
        entry_(std::move(entry)),
        attempt_(paid_attempt(entry_)),
        sink_(sink),
        output_(output),
        receiver_(sink, output),
        done_(std::move(done)) {}

 private:
  void begin() override {
    if (!entry_.clip.path.empty()) file_.reset(os::open_to_read(os::path_from_utf8(entry_.clip.path)));
    if (!file_ || !has_its_size()) return fetch();
    call_.progress().enter(Phase::receiving);
    call_.progress().expect_bytes(0, entry_.clip.size);
    read_on();
  }
  CallKind kind() const noexcept override { return CallKind::generate; }
  void stop() noexcept override {
    file_.reset();
    download_.reset();
  }
  Charge charge() const noexcept override { return Charge::charged; }
  void deliver(Error error) noexcept override { done_(std::move(error)); }

  bool has_its_size() const {
    std::error_code problem;
    const auto size = std::filesystem::file_size(os::path_from_utf8(entry_.clip.path), problem);
    return !problem && size == entry_.clip.size;
  }

  // A piece in each turn: a large file must not hold up other calls.
  void read_on() {
    const std::size_t size = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
    if (size == 0) return end_of_file();
    call_.progress().add_bytes(size);
    if (!receiver_.take(buffer_.data(), size)) return call_.fail(*receiver_.sink_error());
    call_.engine().loop().in_turn([this, alive = call_.weak_from_this()] {
      const auto call = alive.lock();
      if (call && file_) call->guarded([this] { read_on(); });
    });
  }

  void end_of_file() {
    receiver_.finish();
    file_.reset();
    if (receiver_.sink_error()) return call_.fail(*receiver_.sink_error());
    if (receiver_.kind() == api::BodyKind::media && receiver_.problem().empty()) return succeed();
    receiver_.restart(false);
    fetch();
  }

  void fetch() {
    if (attempt_.address.empty()) return call_.fail(gone(entry_));
    call_.progress().enter(Phase::downloading);
    download_.emplace(call_, sink_,
                      [this](Download::End how, std::optional<Error> error) { on_fetched(how, std::move(error)); });
    download_->start(attempt_.address, output_);
  }

  void on_fetched(Download::End how, std::optional<Error> error) {
    if (how == Download::End::whole) return succeed();
    const bool is_refused = error->http_status >= 400 && error->http_status < 500;
    call_.fail(is_refused || how == Download::End::unusable ? gone(entry_) : std::move(*error));
  }

  void succeed() {
    Receipt receipt;
    if (!attempt_.record_id.empty()) receipt.request_id = attempt_.record_id;
    if (!attempt_.address.empty()) receipt.address = attempt_.address;
    receipt.cost = attempt_.dollars;
    receipt.seed = entry_.seed;
    const int attempts = call_.attempts();
    if (const auto self = call_.finish()) done_(Arrived{std::move(receipt), attempts});
  }

  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  Call& call_;
  const JournalEntry entry_;
  const JournalAttempt attempt_;
  SinkWriter& sink_;
  const Output output_;
  ClipReceiver receiver_;
  const ClipDone done_;
  std::unique_ptr<std::FILE, Close> file_;
  std::array<std::byte, piece> buffer_{};
  std::optional<Download> download_;
};

}  // namespace

Operation<Media> kept_clip(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const Request& request,
                           const CallOptions& options) {
  ClipFetch fetch;
  fetch.amend = [id = paid_attempt(entry).record_id](Error error) {
    error.call = CallKind::generate;
    if (error.request_id.empty()) error.request_id = id;
    error.charge = Charge::charged;
    return error;
  };
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return Call::of<KeptClip>(engine, options, TimeLimit{engine->settings().timeout, {}}, entry, request.output(), sink,
                              std::move(done));
  };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
