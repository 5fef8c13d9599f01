#include "call/generate.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "api/answer.hpp"
#include "api/endpoints.hpp"
#include "api/receipt.hpp"
#include "api/status.hpp"
#include "api/utf8.hpp"
#include "call/call.hpp"
#include "call/clip_receiver.hpp"
#include "call/download.hpp"
#include "call/failure.hpp"
#include "call/waiter.hpp"

namespace segmind::call {
namespace {

constexpr std::size_t max_error_body = 64 * 1024;

class Generate final : public Call, private net::Listener {
 public:
  using Done = std::function<void(Result<Receipt>)>;

  Generate(std::shared_ptr<Engine> engine, std::string body, const CallOptions& options, SinkWriter& sink, Done done)
      : Call(std::move(engine), options),
        body_(std::move(body)),
        sink_(sink),
        receiver_(sink),
        done_(std::move(done)) {}

 private:
  // Call
  void start() override;
  void stop_exchanges() noexcept override;
  Charge charge_now() const noexcept override { return charge_of(reached_, head_.status); }
  void deliver_error(Error error) noexcept override;

  // net::Listener
  void on_connected() noexcept override;
  void on_sent() noexcept override;
  bool on_head(const net::Head& head) noexcept override;
  bool on_body(const std::byte* data, std::size_t size) noexcept override;
  void on_done(const net::Outcome& outcome) noexcept override;

  void decide(const net::Outcome& outcome);
  void decide_about_200(const net::Outcome& outcome);
  void follow(const api::JsonAnswer& answer);
  void succeed() noexcept;

  const std::string body_;
  SinkWriter& sink_;
  ClipReceiver receiver_;
  Done done_;
  net::Request request_;
  std::optional<net::Loop::TransferId> transfer_;
  net::Reached reached_ = net::Reached::nothing;
  net::Head head_;
  std::string error_body_;
  std::unique_ptr<Download> download_;
  std::string address_;
};

void Generate::start() {
  count_attempt();
  enter_phase(Phase::connecting);
  const Settings& settings = engine().settings();
  request_.method = "POST";
  request_.url = settings.base_url + std::string(api::generate_path);
  request_.headers = {settings.key.header(), "Content-Type: application/json"};
  request_.body = net::body_of(body_);
  request_.own_connection = true;
  request_.connect_timeout = connect_timeout();
  request_.max_body = settings.max_response_bytes;
  transfer_ = engine().loop().start(request_, *this);
}

void Generate::stop_exchanges() noexcept {
  if (transfer_) engine().loop().stop(*transfer_);
  transfer_.reset();
  download_.reset();
}

void Generate::deliver_error(Error error) noexcept { done_(std::move(error)); }

void Generate::on_connected() noexcept {
  reached_ = net::Reached::sending;
  enter_phase(Phase::sending);
}

void Generate::on_sent() noexcept {
  reached_ = net::Reached::sent;
  enter_phase(Phase::generating);
}

bool Generate::on_head(const net::Head& head) noexcept {
  return guarded([&] {
    reached_ = net::Reached::answered;
    head_ = head;
    if (head.status != 200) return;
    if (head.length) sink_.expect(*head.length);
    expect_bytes(head.length);
    enter_phase(Phase::receiving);
  });
}

bool Generate::on_body(const std::byte* data, std::size_t size) noexcept {
  bool more = true;
  const bool well = guarded([&] {
    if (head_.status == 200) {
      more = receiver_.take(data, size);
      add_bytes(size);
      return;
    }
    const std::size_t room = max_error_body - error_body_.size();
    error_body_.append(reinterpret_cast<const char*>(data), std::min(room, size));
    more = size <= room;
  });
  return well && more;
}

void Generate::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  engine().log(request_, head_.status, outcome);
  guarded([&] { decide(outcome); });
}

void Generate::decide(const net::Outcome& outcome) {
  if (head_.status == 0 || reached_ < net::Reached::answered) {
    return fail(broken_off(outcome, connect_timeout(), request_.max_body));
  }
  if (head_.status == 200) return decide_about_200(outcome);
  fail(api::error_from(head_.status, head_.headers, engine().settings().key.scrub(error_body_),
                       std::chrono::system_clock::now()));
}

void Generate::decide_about_200(const net::Outcome& outcome) {
  receiver_.finish();
  const auto failed = [this](Error error) {
    error.http_status = 200;
    error.request_id = api::receipt_from(head_.headers).request_id.value_or("");
    fail(std::move(error));
  };
  if (receiver_.sink_error()) return failed(*receiver_.sink_error());
  if (outcome.ending != net::Ending::complete && outcome.ending != net::Ending::refused) {
    return failed(broken_off(outcome, connect_timeout(), request_.max_body));
  }
  switch (receiver_.kind()) {
    case api::BodyKind::json:
      return follow(api::read_answer(receiver_.text()));
    case api::BodyKind::mp4:
      if (const std::string problem = receiver_.problem(); !problem.empty()) {
        return failed(bad_response("The clip is not whole: " + problem));
      }
      return succeed();
    case api::BodyKind::undecided:
    case api::BodyKind::other:
      break;
  }
  const std::string text = engine().settings().key.scrub(receiver_.text());
  failed(bad_response(text.empty()
                          ? "The service answered 200 with an empty body."
                          : "The service answered 200 with neither a clip nor JSON: " + api::excerpt(text, 200)));
}

// The clip is paid for by now: whatever fails from here on says where it is.
void Generate::follow(const api::JsonAnswer& answer) {
  if (!answer.address) {
    Error error =
        bad_response("The service answered 200 without a clip: " + answer.error.value_or("its JSON names no address."));
    error.http_status = 200;
    error.request_id = answer.request_id.value_or(api::receipt_from(head_.headers).request_id.value_or(""));
    return fail(std::move(error));
  }
  address_ = *answer.address;
  restart_bytes();
  expect_bytes(std::nullopt);
  enter_phase(Phase::downloading);
  Download::Events events;
  events.on_begin = [this](std::optional<std::uint64_t> total) { expect_bytes(total); };
  events.on_bytes = [this](std::size_t bytes) { add_bytes(bytes); };
  events.on_end = [this](std::optional<Error> error) {
    if (!error) return succeed();
    error->message +=
        " The clip can still be fetched, without a key and for up to seven days, from " + api::excerpt(address_, 500);
    fail(std::move(*error));
  };
  download_ = std::make_unique<Download>(engine(), sink_, connect_timeout(), std::move(events));
  download_->start(address_);
}

void Generate::succeed() noexcept {
  const Secret& key = engine().settings().key;
  guarded([&] {
    Receipt receipt = api::receipt_from(head_.headers);
    if (receipt.request_id) receipt.request_id = key.scrub(std::move(*receipt.request_id));
    if (const auto self = finish()) done_(std::move(receipt));
  });
}

std::optional<Error> unusable(Engine& engine, const CallOptions& options) {
  const auto positive = [](const std::optional<std::chrono::milliseconds>& time) { return !time || time->count() > 0; };
  if (!positive(options.timeout)) {
    return refused_option("timeout", std::to_string(options.timeout->count()) + " ms", "It must be positive.");
  }
  if (!positive(options.connect_timeout)) {
    return refused_option("connect_timeout", std::to_string(options.connect_timeout->count()) + " ms",
                          "It must be positive.");
  }
  if (options.sink.kind() == Sink::Kind::callback && !options.sink.function()) {
    return refused_option("sink", "", "Its function is empty; give one, or use another sink.");
  }
  if (engine.loop().on_thread()) {
    return refused_option(
        "call", "generate",
        "A blocking call inside a callback of the same client would wait for itself; make it elsewhere.");
  }
  return std::nullopt;
}

}  // namespace

Result<Video> generate(const std::shared_ptr<Engine>& engine, std::string body, const CallOptions& options) {
  if (std::optional<Error> refusal = unusable(*engine, options)) return std::move(*refusal);
  const std::unique_ptr<SinkWriter> sink = SinkWriter::create(options.sink);
  if (options.cancellation.is_cancelled()) return cancelled("The call was cancelled before it began.");
  if (std::optional<Error> error = sink->open()) return std::move(*error);

  const auto waiter = std::make_shared<Waiter<Result<Receipt>>>();
  const auto call = std::make_shared<Generate>(engine, std::move(body), options, *sink,
                                               [waiter](Result<Receipt> result) { waiter->give(std::move(result)); });
  call->begin();
  Result<Receipt> receipt = waiter->wait();
  if (receipt) return sink->settle(std::move(*receipt));

  Error error = std::move(receipt).error();
  if (const std::string kept = sink->abandon(error.charge == Charge::charged); !kept.empty()) {
    error.message += " What has arrived is kept in " + kept + '.';
  }
  return error;
}

}  // namespace segmind::call
