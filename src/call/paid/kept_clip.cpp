#include "call/paid/kept_clip.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "call/clip/clip_fetch.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/download.hpp"
#include "call/exchange/failure.hpp"
#include "call/journal/claiming.hpp"
#include "call/recovery/recover.hpp"
#include "call/recovery/recovered_clip.hpp"
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

/// `why`: what became of its address.
Error gone(const JournalEntry& entry, std::string_view why) {
  Error error;
  error.kind = ErrorKind::job_expired;
  error.message = "The clip of this key is paid for and gone: ";
  error.message += entry.clip.path.empty() ? "it was put into no file" : "it is no longer in " + entry.clip.path;
  error.message.append(", and ").append(why);
  error.message += " A request under another key makes, and pays for, another one.";
  return error;
}

class KeptClip final : public Step {
 public:
  KeptClip(Call& call, JournalEntry entry, const Request& request, bool has_request, SinkWriter& sink, ClipDone done)
      : call_(call),
        entry_(std::move(entry)),
        attempt_(paid_attempt(entry_)),
        request_(request_of(entry_, request)),
        has_request_(has_request),
        sink_(sink),
        output_(request.output()),
        receiver_(sink, output_),
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
    if (recorded_) recorded_->stop();
  }
  Charge charge() const noexcept override { return Charge::charged; }
  void deliver(Error error) noexcept override;

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
    if (attempt_.address.empty()) return look();
    call_.progress().enter(Phase::downloading);
    download_.emplace(call_, sink_,
                      [this](Download::End how, std::optional<Error> error) { on_fetched(how, std::move(error)); });
    download_->start(attempt_.address, output_);
  }

  void on_fetched(Download::End how, std::optional<Error> error) {
    if (how == Download::End::whole) return succeed();
    const bool is_refused = error->http_status >= 400 && error->http_status < 500;
    const bool is_gone = is_refused || how == Download::End::unusable;
    call_.fail(is_gone ? gone(entry_, "its address has it no more.") : std::move(*error));
  }

  void look() {
    const bool can_be_told = has_request_ || !attempt_.record_id.empty();
    if (!can_be_told || !call_.engine().settings().recovers) {
      return call_.fail(gone(entry_, "its address was not told."));
    }
    LostRequest lost{request_, has_request_, moment_of(call_.engine(), attempt_.left_at), attempt_.record_id};
    lost.patience = RecordSearch::Patience::until_answered;
    lost.only_what_may_be_paid = true;  // it is paid for: a failure is that of an equal request
    RecordSearch::Terms terms = lost.terms(call_, owner_, RecordSearch::Wanted::ended);
    if (!attempt_.record_id.empty()) terms.owner = nullptr;  // the journal's entry owns what it names
    RecoveredClip::Events events;
    events.on_clip = [this](Receipt receipt) { succeed(std::move(receipt)); };
    events.on_failed = [this](Error error) { call_.fail(std::move(error)); };
    events.on_nothing = [this](const RecordSearch::Nothing& nothing) {
      call_.fail(gone(entry_, "the account's records do not tell its address. " + nothing.words));
    };
    recorded_.emplace(call_, sink_, output_, std::move(terms), std::move(events));
    recorded_->begin();
  }

  void succeed() {
    Receipt receipt;
    if (!attempt_.record_id.empty()) receipt.request_id = attempt_.record_id;
    if (!attempt_.address.empty()) receipt.address = attempt_.address;
    receipt.cost = attempt_.dollars;
    receipt.seed = entry_.seed;
    succeed(std::move(receipt));
  }

  void succeed(Receipt receipt) {
    const int attempts = call_.attempts();
    if (const auto self = call_.finish()) done_(Arrived{std::move(receipt), attempts});
  }

  struct Close {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  Call& call_;
  const JournalEntry entry_;
  const JournalAttempt attempt_;
  const Request request_;
  const bool has_request_;
  SinkWriter& sink_;
  const Output output_;
  ClipReceiver receiver_;
  const ClipDone done_;
  std::unique_ptr<std::FILE, Close> file_;
  std::array<std::byte, piece> buffer_{};
  std::optional<Download> download_;
  RecordHolder owner_{call_.engine().records().claims()};
  std::optional<RecoveredClip> recorded_;
};

void KeptClip::deliver(Error error) noexcept {
  try {
    if (recorded_ && !recorded_->id().empty()) error.request_id = recorded_->id();
    const std::string& address = recorded_ ? recorded_->address() : attempt_.address;
    if (error.kind != ErrorKind::job_expired) error.address = call_.engine().settings().key.scrub(address);
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

}  // namespace

Operation<Media> kept_clip(const std::shared_ptr<Engine>& engine, const JournalEntry& entry, const Request& request,
                           bool has_request, const CallOptions& options) {
  ClipFetch fetch;
  fetch.amend = [id = paid_attempt(entry).record_id](Error error) {
    error.call = CallKind::generate;
    if (error.request_id.empty()) error.request_id = id;
    error.charge = Charge::charged;
    return error;
  };
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return Call::of<KeptClip>(engine, options, TimeLimit{engine->settings().timeout, {}}, entry, request, has_request,
                              sink, std::move(done));
  };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
