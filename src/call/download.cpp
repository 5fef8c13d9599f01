#include "call/download.hpp"

#include <algorithm>
#include <utility>

#include "api/headers.hpp"
#include "api/status.hpp"
#include "api/utf8.hpp"
#include "call/failure.hpp"
#include "net/url.hpp"

namespace segmind::call {
namespace {

constexpr int max_redirects = 5;
constexpr std::size_t max_error_body = 64 * 1024;

}  // namespace

std::string asset_problem(const std::string& address, const Settings& settings) {
  if (const std::string problem = net::address_problem(address); !problem.empty()) return problem;
  const std::optional<net::Url> url = net::parse_url(address);
  if (!url) return "It cannot be read.";
  if (settings.key.is_in(address)) return "It holds the key, which must not go there.";
  if (url->is_loopback() && !settings.loopback_allowed)
    return "It leads to this machine, but the service is elsewhere.";
  if (!url->is_https() && !url->is_loopback()) return "It is not https.";
  return {};
}

Download::Download(Engine& engine, SinkWriter& sink, std::chrono::milliseconds connect_timeout, Events events)
    : engine_(engine), sink_(sink), connect_timeout_(connect_timeout), events_(std::move(events)), receiver_(sink_) {}

Download::~Download() {
  if (transfer_) engine_.loop().stop(*transfer_);
}

void Download::start(const std::string& address) { ask(address); }

void Download::ask(const std::string& address) {
  if (const std::string problem = asset_problem(address, engine_.settings()); !problem.empty()) {
    return end(bad_response("The clip's address cannot be used: " + api::excerpt(address, 200) + ". " + problem));
  }
  head_ = net::Head();
  error_body_.clear();
  request_ = net::Request();
  request_.url = address;
  request_.connect_timeout = connect_timeout_;
  request_.max_body = engine_.settings().max_response_bytes;
  transfer_ = engine_.loop().start(request_, *this);
}

bool Download::on_head(const net::Head& head) noexcept {
  try {
    head_ = head;
    if (head.status != 200) return true;
    if (head.length) sink_.expect(*head.length);
    events_.on_begin(head.length);
    return true;
  } catch (...) {
    return false;
  }
}

bool Download::on_body(const std::byte* data, std::size_t size) noexcept {
  try {
    if (head_.status != 200) {
      const std::size_t room = max_error_body - error_body_.size();
      error_body_.append(reinterpret_cast<const char*>(data), std::min(room, size));
      return size <= room;
    }
    if (!receiver_.take(data, size)) return false;
    events_.on_bytes(size);
    return true;
  } catch (...) {
    return false;
  }
}

void Download::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  engine_.log(request_, head_.status, outcome);
  try {
    decide(outcome);
  } catch (...) {
    Error error;
    error.message = "out of memory";
    end(std::move(error));
  }
}

void Download::decide(const net::Outcome& outcome) {
  if (receiver_.sink_error()) return end(receiver_.sink_error());
  if (head_.status / 100 == 3 && !api::find(head_.headers, "location").empty()) return redirect();
  if (head_.status != 0 && head_.status != 200) {
    Error error = api::error_from(head_.status, head_.headers, error_body_, std::chrono::system_clock::now());
    error.message = "The clip's address answered: " + error.message;
    return end(std::move(error));
  }
  receiver_.finish();
  if (receiver_.kind() == api::BodyKind::json || receiver_.kind() == api::BodyKind::other) {
    return end(bad_response("The clip's address holds something else: " + api::excerpt(receiver_.text(), 200)));
  }
  if (outcome.ending != net::Ending::complete) {
    return end(broken_off(outcome, connect_timeout_, request_.max_body));
  }
  if (const std::string problem = receiver_.problem(); !problem.empty()) {
    return end(bad_response("The clip is not whole: " + problem));
  }
  end(std::nullopt);
}

void Download::redirect() {
  const std::string location(api::find(head_.headers, "location"));
  const std::optional<std::string> next = net::resolve_reference(request_.url, location);
  if (!next)
    return end(bad_response("The clip's address redirects to what is no address: " + api::excerpt(location, 200)));
  if (++redirects_ > max_redirects) return end(bad_response("The clip's address redirects more than five times."));
  ask(*next);
}

// Whoever is told may destroy this download at once.
void Download::end(std::optional<Error> error) {
  const auto on_end = std::exchange(events_.on_end, nullptr);
  if (on_end) on_end(std::move(error));
}

}  // namespace segmind::call
