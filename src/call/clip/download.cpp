#include "call/clip/download.hpp"

#include <algorithm>
#include <utility>

#include "api/headers.hpp"
#include "api/limits.hpp"
#include "api/status.hpp"
#include "text/utf8.hpp"
#include "call/exchange/failure.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

using Clock = net::Loop::Clock;

constexpr int max_redirects = 5;

}  // namespace

std::string asset_problem(const std::string& address, const Settings& settings) {
  if (const std::string problem = web::address_problem(address); !problem.empty()) return problem;
  const auto plain = [](unsigned char c) { return c < 0x80; };
  if (!std::all_of(address.begin(), address.end(), plain)) return "It holds characters that an address has to encode.";
  const std::optional<web::Url> url = web::parse_url(address);
  if (!url) return "It cannot be read.";
  if (settings.key.is_in(address)) return "It holds the key, which must not go there.";
  if (url->is_loopback() && !settings.loopback_allowed)
    return "It leads to this machine, but the service is elsewhere.";
  if (!url->is_https() && !url->is_loopback()) return "It is not https.";
  return {};
}

Download::Download(Engine& engine, SinkWriter& sink, std::chrono::milliseconds connect_timeout,
                   const RetryPolicy& retry, Events events)
    : engine_(engine),
      sink_(sink),
      connect_timeout_(connect_timeout),
      retry_(retry),
      events_(std::move(events)),
      receiver_(sink_),
      backoff_(retry_),
      error_body_(api::limits::max_kept_error_bytes) {}

Download::~Download() {
  if (transfer_) engine_.loop().stop(*transfer_);
  if (timer_) engine_.loop().cancel(*timer_);
}

template <typename Step>
bool Download::guarded(Step&& step) noexcept {
  try {
    step();
    return true;
  } catch (...) {
    return false;
  }
}

void Download::start(const std::string& address) {
  address_ = address;
  failures_ = 0;
  redirects_ = 0;
  if (!std::exchange(begun_, true)) {
    version_ = FileVersion::from_text(sink_.version());
    if (sink_.kept() > 0 && (!version_.can_be_resumed() || !receiver_.go_on())) receiver_.restart(false);
  }
  if (receiver_.sink_error()) return give_up(*receiver_.sink_error());
  // Another process may have ended between the last byte and the file's final name.
  if (version_.total && sink_.kept() == *version_.total && receiver_.problem().empty() && sink_.kept() > 0) {
    return end(std::nullopt);
  }
  ask(address_);
}

void Download::ask(const std::string& address) {
  if (const std::string problem = asset_problem(address, engine_.settings()); !problem.empty()) {
    return give_up(bad_response("The clip's address cannot be used: " + text::excerpt(address, 200) + ". " + problem));
  }
  head_ = net::Head();
  error_body_.clear();
  taking_ = false;
  url_ = std::make_shared<const net::Address>(address);
  net::HttpRequest request;
  request.address = url_;
  if (failures_ > 0) request.connection = net::Connection::fresh;
  request.connect_timeout = connect_timeout_;
  request.max_body = max_body();
  request.piece = sink_.piece();
  request.headers = sink_.kept() > 0 ? range_headers() : engine_.headers().asset;
  transfer_ = engine_.loop().start(std::move(request), *this);
}

net::SharedHeaderLines Download::range_headers() const {
  const auto lines = std::make_shared<net::HeaderLines>(std::initializer_list<std::string>{
      engine_.settings().user_agent, "Range: bytes=" + std::to_string(sink_.kept()) + '-'});
  if (!version_.validator.empty()) lines->add("If-Range: " + version_.validator);
  return lines;
}

// One timer, set again only when it goes off: bytes that arrive merely note the time.
void Download::watch() {
  if (timer_) engine_.loop().cancel(*timer_);
  timer_ = engine_.loop().at_limit(heard_ + engine_.settings().silence_timeout, [this] {
    timer_.reset();
    if (!transfer_) return;
    if (Clock::now() < heard_ + engine_.settings().silence_timeout) return watch();
    engine_.loop().stop_silent(*transfer_);
    on_done(gone_silent(head_.status == 0 ? net::Reached::sent : net::Reached::answered));
  });
}

// Until then it may have waited for its turn on a connection, and making one has its own limit.
void Download::on_connected() noexcept {
  heard_ = Clock::now();
  guarded([this] { watch(); });
}

bool Download::on_head(net::Head head) noexcept {
  return guarded([&] {
           heard_ = Clock::now();
           head_ = std::move(head);
           if (head_.status / 100 == 2) begin(head_);
         }) &&
         !receiver_.sink_error();
}

void Download::begin(const net::Head& head) {
  const std::uint64_t had = sink_.kept();
  if (head.status == 206) {
    taking_ = had > 0 && goes_on(head, had, version_);
    if (taking_ && !version_.total) version_.total = total_of_part(head);
    if (taking_) events_.on_begin(had, version_.total);
    return;
  }
  const FileVersion offered = FileVersion::of(head);
  // Even with nothing kept: an answer before may have left a beginning, or what was no clip at all.
  receiver_.restart(!offered.validator.empty() && offered == version_);
  if (receiver_.sink_error()) return;
  version_ = offered;
  sink_.set_version(version_.to_text());
  if (head.length) sink_.expect(*head.length);
  taking_ = true;
  events_.on_begin(0, head.length);
}

bool Download::on_body(const std::byte* data, std::size_t size) noexcept {
  bool more = true;
  const bool well = guarded([&] {
    heard_ = Clock::now();
    if (taking_) {
      more = receiver_.take(data, size);
      note_progress();
      events_.on_bytes(size);
      return;
    }
    more = error_body_.add(data, size) && head_.status != 206;
  });
  return well && more;
}

// Only what was never here before counts: a server may send the same half of a clip for ever.
void Download::note_progress() noexcept {
  if (sink_.kept() <= farthest_) return;
  farthest_ = sink_.kept();
  failures_ = 0;
  backoff_.reset();
}

void Download::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  if (timer_) engine_.loop().cancel(*timer_);
  timer_.reset();
  engine_.log("GET", url_->text(), head_.status, outcome);
  try {
    decide(outcome);
  } catch (...) {
    end(error_of_current_exception());
  }
}

void Download::decide(const net::Outcome& outcome) {
  if (receiver_.sink_error()) return give_up(*receiver_.sink_error());
  if (taking_) return decide_about_body(outcome);
  if (head_.status == 0) return again_or_end(broken_off(outcome, connect_timeout_, max_body()));
  if (head_.status / 100 == 3 && !api::find(head_.headers, "location").empty()) return redirect();
  if (head_.status == 206 || head_.status == 416) {
    // The server answers with another part than was asked for: from the beginning, then.
    receiver_.restart(false);
    if (receiver_.sink_error()) return give_up(*receiver_.sink_error());
    return again_or_end(bad_response("The server sent another part of the clip than was asked for."));
  }
  Error error = api::error_from(head_.status, head_.headers, error_body_.text(), std::chrono::system_clock::now());
  error.kind = ErrorKind::http;  // what a status means to the API, another server did not mean
  error.message = "The clip's address answered: " + error.message;
  again_or_end(std::move(error));
}

void Download::decide_about_body(const net::Outcome& outcome) {
  if (outcome.ending == net::Ending::too_large) {
    return give_up(broken_off(outcome, connect_timeout_, max_body()));
  }
  const bool came_whole = outcome.ending == net::Ending::broken && !version_.total && receiver_.is_certainly_whole();
  const bool whole = outcome.ending == net::Ending::complete || came_whole;
  if (whole) receiver_.finish();
  if (receiver_.kind() == api::BodyKind::json || receiver_.kind() == api::BodyKind::other) {
    return again_or_end(
        bad_response("The clip's address holds something else: " + text::excerpt(receiver_.text(), 200)));
  }
  if (!whole) return again_or_end(broken_off(outcome, connect_timeout_, max_body()));
  std::string problem = receiver_.problem();
  // A clip may look whole after any of its last bytes, and a 206 may hold less than was asked for, or more.
  if (problem.empty() && version_.total && sink_.kept() != *version_.total) {
    problem = "It has " + std::to_string(sink_.kept()) + " bytes where " + std::to_string(*version_.total) +
              " were announced.";
  }
  if (problem.empty()) return end(std::nullopt);
  // A body without a length can be cut short unseen. With a length it came as the server has it, and comes again whole
  // or not at all.
  if (!version_.total || sink_.kept() >= *version_.total) receiver_.restart(true);
  if (receiver_.sink_error()) return give_up(*receiver_.sink_error());
  again_or_end(bad_response("The clip is not whole: " + problem));
}

void Download::redirect() {
  const std::string location(api::find(head_.headers, "location"));
  const std::optional<std::string> next = web::resolve_reference(url_->text(), location);
  if (!next) {
    return end(bad_response("The clip's address redirects to what is no address: " + text::excerpt(location, 200)));
  }
  if (++redirects_ > max_redirects) {
    return end(bad_response("The clip's address redirects more than five times."));
  }
  ask(*next);
}

// Whatever the address answers: a file of a moment ago may not be everywhere yet.
void Download::again_or_end(Error error) {
  if (++failures_ >= retry_.attempts) return end(std::move(error));
  redirects_ = 0;
  // The clip is paid for: whoever asks for more than a few minutes of patience does not get it.
  timer_ = engine_.loop().at(Clock::now() + std::min(backoff_.next(error.retry_after), longest_patience), [this] {
    timer_.reset();
    if (!guarded([this] { ask(address_); })) end(error_of_current_exception());
  });
}

void Download::give_up(Error error) {
  hopeless_ = true;
  end(std::move(error));
}

// Whoever is told may destroy this download at once, or start it again.
void Download::end(std::optional<Error> error) {
  const auto on_end = events_.on_end;
  if (error) error->charge = Charge::none;  // a download costs nothing; the call adds what the clip has cost
  on_end(std::move(error));
}

}  // namespace segmind::call
