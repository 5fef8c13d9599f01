#include "call/clip/download.hpp"

#include <algorithm>
#include <utility>

#include "api/headers.hpp"
#include "api/limits.hpp"
#include "call/exchange/failure.hpp"
#include "text/base64.hpp"
#include "text/utf8.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

constexpr int max_redirects = 5;
constexpr std::size_t max_shown_address_bytes = 200;

// What a data URL holds; nothing: it cannot be decoded.
std::optional<std::string> bytes_of_inline(std::string_view address) {
  const std::string_view head = address.substr(0, address.find(','));
  const std::string_view data = address.substr(std::min(head.size() + 1, address.size()));
  std::optional<std::string> bytes = web::percent_decoded(data);
  const bool is_base64 = head.find(";base64") != head.npos;
  return bytes && is_base64 ? text::decode_base64(*bytes) : bytes;
}

}  // namespace

std::string asset_problem(const std::string& address, const Settings& settings) {
  if (const std::string problem = web::address_problem(address); !problem.empty()) return problem;
  const auto plain = [](unsigned char c) { return c < 0x80; };
  if (!std::all_of(address.begin(), address.end(), plain)) return "It holds characters that an address has to encode.";
  const std::optional<web::Url> url = web::parse_url(address);
  if (!url) return "It cannot be read.";
  if (settings.key.is_shown_in(address)) return "It holds the key, which must not go there.";
  if (url->may_lead_here() && !settings.loopback_allowed)
    return "It leads to this machine, but the service is elsewhere.";
  if (!url->is_https() && !url->is_loopback()) return "It is not https.";
  return {};
}

bool is_inline(const std::string& address) noexcept { return address.compare(0, 5, "data:") == 0; }

Download::Download(Call& call, SinkWriter& sink, OnEnd on_end)
    : call_(call), sink_(sink), on_end_(std::move(on_end)), receiver_(sink_), tries_(call.retry(), Purpose::file) {}

Download::~Download() {
  if (pause_) call_.engine().loop().cancel(*pause_);
}

void Download::start(const std::string& address, Output expected) {
  address_ = address;
  redirects_ = 0;
  progressed_ = false;
  tries_.forget();
  last_problem_.clear();
  receiver_.expect(expected);
  if (!std::exchange(prepared_, true)) prepare();
  if (receiver_.sink_error()) return end_by_sink();
  if (is_inline(address_)) return take_inline(address_);
  // Another process may have ended between the last byte and the file's final name.
  if (version_.total && sink_.kept() == *version_.total && receiver_.problem().empty() && sink_.kept() > 0) {
    return end_whole();
  }
  ask(address_);
}

void Download::prepare() {
  version_ = FileVersion::from_text(sink_.version());
  if (sink_.kept() > 0 && (!version_.can_be_resumed() || !receiver_.go_on())) receiver_.restart(false);
}

void Download::ask(const std::string& address) {
  const Engine& engine = call_.engine();
  if (const std::string problem = asset_problem(address, engine.settings()); !problem.empty()) {
    return end_for_good(bad_response(
        "The clip's address cannot be used: " + text::excerpt(address, max_shown_address_bytes) + ". " + problem));
  }
  is_clip_ = false;
  if (receiver_.has_foreign_bytes()) receiver_.restart(false);
  asked_ = std::make_shared<const net::Address>(address);
  Exchange::Terms terms;
  terms.kept_bytes = api::limits::max_kept_error_bytes;
  terms.silence = Silence{engine.settings().silence_timeout, true};
  terms.request.address = asked_;
  terms.request.headers = sink_.kept() > 0 ? range_headers() : engine.headers().asset;
  if (tries_.failures() > 0) terms.request.connection = net::Connection::fresh;
  terms.request.connect_timeout = call_.connect_timeout();
  terms.request.max_body = engine.settings().max_response_bytes;
  terms.request.piece = sink_.piece();
  exchange_ = Exchange::start(call_, Purpose::file, std::move(terms), *this);
}

void Download::take_inline(const std::string& address) {
  receiver_.restart(false);
  const std::optional<std::string> bytes = bytes_of_inline(address);
  if (!bytes) {
    return end_for_good(bad_response("The clip is in the answer itself, but cannot be decoded."));
  }
  call_.progress().enter(Phase::downloading);
  call_.progress().expect_bytes(bytes->size(), bytes->size());
  if (!receiver_.sink_error()) receiver_.take(reinterpret_cast<const std::byte*>(bytes->data()), bytes->size());
  receiver_.finish();
  if (receiver_.sink_error()) return end_by_sink();
  if (receiver_.kind() != api::BodyKind::media) {
    Error error = bad_response("What is in the answer itself is no clip: " + what_came());
    return holds_other_media() ? end_for_good(std::move(error)) : end_for_now(std::move(error));
  }
  const std::string problem = receiver_.problem();
  if (problem.empty()) return end_whole();
  end_for_now(bad_response("The clip in the answer itself is not whole: " + problem));
}

net::SharedHeaderLines Download::range_headers() const {
  const auto lines = std::make_shared<net::HeaderLines>(std::initializer_list<std::string>{
      call_.engine().settings().user_agent, "Range: bytes=" + std::to_string(sink_.kept()) + '-'});
  if (!version_.validator.empty()) lines->add("If-Range: " + version_.validator);
  return lines;
}

bool Download::takes_body(const net::Head& head) {
  if (head.status / 100 != 2) return false;
  head.status == 206 ? begin_rest(head) : begin_whole(head);
  return is_clip_;
}

void Download::begin_rest(const net::Head& head) {
  const std::uint64_t had = sink_.kept();
  is_clip_ = had > 0 && goes_on(head, had, version_);
  if (!is_clip_) return;
  if (!version_.total) version_.total = total_of_part(head);
  call_.progress().enter(Phase::downloading);
  call_.progress().expect_bytes(had, version_.total);
}

void Download::begin_whole(const net::Head& head) {
  const FileVersion offered = FileVersion::of(head);
  is_clip_ = true;
  // Even with nothing kept: an earlier answer may have left a beginning, or bytes of no clip.
  receiver_.restart(!offered.validator.empty() && offered == version_);
  if (receiver_.sink_error()) return;
  version_ = offered;
  sink_.set_version(version_.to_text());
  if (head.length) sink_.expect(*head.length);
  call_.progress().enter(Phase::downloading);
  call_.progress().expect_bytes(0, head.length);
}

bool Download::take(const std::byte* data, std::size_t size) {
  if (receiver_.sink_error()) return false;
  const bool more = receiver_.take(data, size);
  note_progress();
  call_.progress().add_bytes(size);
  return more;
}

// Only new bytes are progress: a server may send the same half of a clip for ever.
void Download::note_progress() noexcept {
  if (sink_.kept() <= farthest_) return;
  farthest_ = sink_.kept();
  progressed_ = true;
  tries_.forget();
  last_problem_.clear();
}

void Download::on_answer(Answer answer) {
  const std::unique_ptr<Exchange> over = std::move(exchange_);
  if (receiver_.sink_error()) return end_by_sink();
  is_clip_ ? decide_about_body(std::move(answer)) : decide_about_refusal(std::move(answer));
}

void Download::decide_about_refusal(Answer answer) {
  const int status = answer.head.status;
  if (status / 100 == 3) {
    const std::string location(api::find(answer.head.headers, "location"));
    if (!location.empty()) return redirect(location);
  }
  if (status == 206 || status == 416) {
    // The server sent another part than was asked for: fetch from the beginning.
    receiver_.restart(false);
    if (receiver_.sink_error()) return end_by_sink();
    return again_or_end(bad_response("The server sent another part of the clip than was asked for."));
  }
  Error error = std::move(*answer.error);
  if (status != 0) {
    error.kind = ErrorKind::http;  // statuses of another server do not mean what the API's mean
    error.message = "The clip's address answered: " + error.message;
  }
  again_or_end(std::move(error), answer.verdict);
}

void Download::decide_about_body(Answer answer) {
  const bool came_whole =
      answer.outcome.ending == net::Ending::broken && !version_.total && receiver_.is_certainly_whole();
  const bool whole = answer.outcome.ending == net::Ending::complete || came_whole;
  if (whole) receiver_.finish();
  if (receiver_.kind() == api::BodyKind::json || receiver_.kind() == api::BodyKind::other) {
    Error error = bad_response("The clip's address holds something else: " + what_came());
    // What the service has made, though of another kind: it would come again the same.
    if (whole && holds_other_media()) return end_for_good(std::move(error));
    return again_or_end(std::move(error));
  }
  if (!whole) return again_or_end(std::move(*answer.error), answer.verdict);
  const std::string problem = problem_of_whole();
  if (problem.empty()) return end_whole();
  // Without a length a cut is unseen. With one, the body is what the server has, and would come again the same.
  if (!version_.total || sink_.kept() >= *version_.total) receiver_.restart(true);
  if (receiver_.sink_error()) return end_by_sink();
  again_or_end(bad_response("The clip is not whole: " + problem));
}

std::string Download::what_came() const {
  return receiver_.has_foreign_bytes() ? receiver_.what_it_is()
                                       : text::excerpt(receiver_.text(), max_shown_address_bytes);
}

// A clip may look whole before its last byte, and a 206 may hold less or more than was asked for.
std::string Download::problem_of_whole() const {
  std::string problem = receiver_.problem();
  if (problem.empty() && version_.total && sink_.kept() != *version_.total) {
    problem = "It has " + std::to_string(sink_.kept()) + " bytes where " + std::to_string(*version_.total) +
              " were announced.";
  }
  return problem;
}

void Download::redirect(const std::string& location) {
  const std::optional<std::string> next = web::resolve_reference(asked_->text(), location);
  if (!next) {
    return end_for_now(bad_response("The clip's address redirects to what is no address: " +
                                    text::excerpt(location, max_shown_address_bytes)));
  }
  if (++redirects_ > max_redirects) {
    return end_for_now(bad_response("The clip's address redirects more than five times."));
  }
  ask(*next);
}

// A new file may not have reached every server yet.
void Download::again_or_end(Error error, Verdict verdict) {
  if (verdict == Verdict::permanent) return end_for_good(std::move(error));
  const auto wait = tries_.after(verdict, error.retry_after);
  if (!wait) return end_for_now(std::move(error));
  last_problem_ = std::move(error.message);
  redirects_ = 0;
  pause_ = call_.engine().loop().at(call_.now() + *wait, [this] {
    pause_.reset();
    call_.guarded([this] { ask(address_); });
  });
}

void Download::end(End how, std::optional<Error> error) {
  const OnEnd on_end = on_end_;             // may destroy this download
  if (error) error->charge = Charge::none;  // a download costs nothing; the call adds what the clip has cost
  on_end(how, std::move(error));
}

}  // namespace segmind::call
