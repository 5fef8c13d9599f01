#include "simulation.hpp"

#include <algorithm>

namespace bench {

namespace net = segmind::net;
using net::Head;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr milliseconds exchange_time{100};

std::string clip() {
  const std::string ftyp(
      "\0\0\0\x10"
      "ftypisom\0\0\0\0",
      16);
  return ftyp + std::string("\0\0\0\x08moov", 8) + std::string("\0\0\0\x10mdat01234567", 16);
}

}  // namespace

Head SimulatedService::answer(const net::HttpRequest& request, std::string& body) {
  Head head;
  head.status = 200;
  head.headers = {{"content-type", "application/json"}, {"x-request-id", "0123456789abcdef"}};
  if (request.address->text().find("/files/") != std::string::npos) {
    ++seen_.downloads;
    head.headers[0].second = "video/mp4";
    body = clip();
  } else {
    count_api_request();
    body = request.method == "POST" ? submitted() : report(request.address->text());
  }
  head.length = body.size();
  return head;
}

void SimulatedService::count_api_request() {
  const net::TimePoint now = clock_.now();
  last_minute_.push_back(now);
  while (last_minute_.front() + seconds(60) <= now) last_minute_.pop_front();
  seen_.most_in_a_minute = std::max<std::uint64_t>(seen_.most_in_a_minute, last_minute_.size());
}

std::string SimulatedService::submitted() {
  const std::string id = "job-" + std::to_string(++seen_.submits);
  jobs_.emplace(id, clock_.now() + milliseconds(duration_ms_(random_)));
  return R"({"request_id":")" + id + R"(","status":"QUEUED","poll_url":"x","status_url":"x","response_url":"x"})";
}

std::string SimulatedService::report(const std::string& url) {
  ++seen_.polls;
  const std::size_t from = url.find("/requests/") + 10;
  const std::string id = url.substr(from, url.find('/', from) - from);
  const auto job = jobs_.find(id);
  const bool done = job == jobs_.end() || job->second <= clock_.now();
  if (!done) return R"({"status":"PROCESSING","request_id":")" + id + R"(","metrics":{}})";
  if (url.find("/status") != std::string::npos) {
    return R"({"status":"COMPLETED","request_id":")" + id + R"(","metrics":{}})";
  }
  jobs_.erase(id);
  return R"({"status":"COMPLETED","video":{"url":"http://127.0.0.1:1/files/)" + id +
         R"(.mp4","content_type":"video/mp4"},"metrics":{"cost":0.625}})";
}

net::Transport::ExchangeId SimulatedTransport::start(net::HttpRequest request, net::Listener& listener) {
  under_way_.emplace(++last_id_, Exchange{std::move(request), &listener, clock_->now() + exchange_time});
  return last_id_;
}

bool SimulatedTransport::turn(milliseconds longest) noexcept {
  if (!under_way_.empty()) {
    const auto left = std::chrono::ceil<milliseconds>(under_way_.begin()->second.ends - clock_->now());
    longest = std::clamp(left, milliseconds(0), longest);
  }
  clock_->pass(longest);
  while (!under_way_.empty() && under_way_.begin()->second.ends <= clock_->now()) {
    finish(under_way_.extract(under_way_.begin()).mapped());
  }
  return false;
}

void SimulatedTransport::finish(const Exchange& exchange) {
  net::Listener& listener = *exchange.listener;
  std::string body;
  const Head head = service_->answer(exchange.request, body);
  net::Outcome outcome;
  outcome.reached = net::Reached::complete;
  outcome.received = body.size();
  outcome.took = exchange_time;
  listener.on_connected();
  listener.on_sent();
  if (!listener.on_head(head) || !listener.on_body(reinterpret_cast<const std::byte*>(body.data()), body.size())) {
    outcome.ending = net::Ending::refused;
  }
  listener.on_done(outcome);
}

}  // namespace bench
