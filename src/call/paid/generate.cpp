#include "call/paid/generate.hpp"

#include <memory>
#include <optional>
#include <utility>

#include "api/answer.hpp"
#include "api/limits.hpp"
#include "text/utf8.hpp"
#include "call/clip/clip_fetch.hpp"
#include "call/clip/clip_receiver.hpp"
#include "call/clip/download.hpp"
#include "call/exchange/failure.hpp"
#include "call/paid/paid_call.hpp"

namespace segmind::call {
namespace {

constexpr const char* lost = "It is paid for and lost; the queue (Client::submit) would have kept it for an hour.";

class Generate final : public PaidCall {
 public:
  Generate(const std::shared_ptr<Engine>& made_in, const Request& request, const CallOptions& options,
           SinkWriter& sink, ClipDone done)
      : PaidCall(made_in, made_in->addresses().generate(request.slug()), request, options),
        sink_(sink),
        receiver_(sink, request.output()),
        done_(std::move(done)) {}

 private:
  // A clip is no less paid for where its success is spelled otherwise.
  Charge attempt_charge() const noexcept override {
    return receiver_.kind() == api::BodyKind::mp4 || download_ ? Charge::charged : PaidCall::attempt_charge();
  }
  std::size_t piece() const noexcept override { return sink_.piece(); }
  std::chrono::milliseconds least_time() const noexcept override { return engine().history().expectation().earliest; }
  void begin_success(const net::Head& head) override;
  bool receive_success(const std::byte* data, std::size_t size) override;
  void decide_about_success(const net::Outcome& outcome) override;
  void stop_exchanges() noexcept override;
  void deliver_error(Error error) noexcept override;

  void follow(const api::JsonAnswer& answer);
  void succeed() noexcept;

  SinkWriter& sink_;
  ClipReceiver receiver_;
  bool length_is_known_ = false;
  ClipDone done_;
  std::unique_ptr<Download> download_;
  std::string address_;  // of the clip, when the answer named one
};

void Generate::stop_exchanges() noexcept {
  PaidCall::stop_exchanges();
  download_.reset();
}

// Whatever ended the call, its limit and its caller among them: the clip is paid for, and its address is known.
void Generate::deliver_error(Error error) noexcept {
  try {
    if (address_.empty() && receiver_.kind() == api::BodyKind::json) {  // it came whole, but its end was not told
      address_ = api::read_answer(receiver_.text()).address.value_or("");
    }
    if (!address_.empty()) add_sentence(error.message, scrubbed(can_be_fetched_from(address_)));
  } catch (...) {
    // An error without its hint is better than none.
  }
  done_(std::move(error));
}

void Generate::begin_success(const net::Head& head) {
  length_is_known_ = head.length.has_value();
  if (head.length) sink_.expect(*head.length);
  expect_bytes(0, head.length);
}

bool Generate::receive_success(const std::byte* data, std::size_t size) {
  const bool more = receiver_.take(data, size);
  if (receiver_.kind() == api::BodyKind::mp4) {  // JSON is no part of a clip
    enter_phase(Phase::receiving);
    add_bytes(size);
  }
  return more;
}

void Generate::decide_about_success(const net::Outcome& outcome) {
  receiver_.finish();
  if (receiver_.sink_error()) return fail_after_success(*receiver_.sink_error());
  const bool came_whole = outcome.ending == net::Ending::broken && !length_is_known_ && receiver_.is_certainly_whole();
  if (outcome.ending != net::Ending::complete && outcome.ending != net::Ending::refused && !came_whole) {
    if (receiver_.kind() == api::BodyKind::json) {  // which is whole wherever its last bracket has come
      if (const auto answer = api::read_answer(receiver_.text()); answer.address) return follow(answer);
    }
    Error error = broken(outcome);
    add_sentence(error.message, lost);
    return fail_after_success(std::move(error));
  }
  switch (receiver_.kind()) {
    case api::BodyKind::json:
      return follow(api::read_answer(receiver_.text()));
    case api::BodyKind::mp4:
      if (const std::string problem = receiver_.problem(); !problem.empty()) {
        return fail_after_success(bad_response("The clip is not whole: " + problem + ' ' + lost));
      }
      return succeed();
    case api::BodyKind::undecided:
    case api::BodyKind::other:
      break;
  }
  const std::string text = scrubbed(receiver_.text());
  const std::string answered = std::to_string(status());
  fail_after_success(bad_response(
      text.empty() ? "The service answered " + answered + " with an empty body."
                   : "The service answered " + answered +
                         " with neither a clip nor JSON: " + text::excerpt(text, api::limits::max_message_bytes)));
}

// The clip is paid for by now: whatever fails from here on says where it is.
void Generate::follow(const api::JsonAnswer& answer) {
  if (!answer.address) {
    Error error = bad_response("The service answered " + std::to_string(status()) +
                               " without a clip: " + answer.error.value_or("its JSON names no address."));
    add_sentence(error.message,
                 "All that it answered: " + text::excerpt(scrubbed(receiver_.text()), api::limits::max_message_bytes));
    error.request_id = answer.request_id.value_or("");
    return fail_after_success(std::move(error));
  }
  address_ = *answer.address;
  expect_bytes(0, std::nullopt);
  enter_phase(Phase::downloading);
  Download::Events events;
  events.on_begin = [this](std::uint64_t had, std::optional<std::uint64_t> total) { expect_bytes(had, total); };
  events.on_bytes = [this](std::size_t bytes) { add_bytes(bytes); };
  events.on_end = [this](std::optional<Error> error) {
    if (!error) return succeed();
    fail_after_success(std::move(*error));
  };
  download_ = std::make_unique<Download>(engine(), sink_, connect_timeout(), retry(), std::move(events));
  download_->start(address_);
}

void Generate::succeed() noexcept {
  guarded([&] {
    Receipt receipt = PaidCall::receipt();
    if (receipt.request_id) receipt.request_id = scrubbed(std::move(*receipt.request_id));
    if (const auto self = finish()) done_(std::move(receipt));
  });
}

}  // namespace

Operation<Video> generate(const std::shared_ptr<Engine>& engine, const Request& request,
                          const CallOptions& options) {
  ClipFetch fetch;
  fetch.make_call = [&](SinkWriter& sink, ClipDone done) {
    return std::make_shared<Generate>(engine, request, options, sink, std::move(done));
  };
  return fetch_clip(engine, options, std::move(fetch));
}

}  // namespace segmind::call
