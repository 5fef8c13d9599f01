#include "call/exchange/query.hpp"

#include <utility>

#include "api/limits.hpp"
#include "call/exchange/failure.hpp"

namespace segmind::call {

Query::Query(Engine& engine, net::SharedAddress address, int failures, std::chrono::milliseconds connect_timeout,
             End on_end)
    : engine_(engine), on_end_(std::move(on_end)), address_(std::move(address)) {
  net::HttpRequest request;
  request.address = address_;
  request.headers = engine_.headers().question;
  if (failures > 0) request.connection = net::Connection::fresh;
  request.connect_timeout = connect_timeout;
  request.max_body = api::limits::max_answer_bytes;
  transfer_ = engine_.loop().start(std::move(request), *this);
}

Query::~Query() {
  if (transfer_) engine_.loop().stop(*transfer_);
  if (timer_) engine_.loop().cancel(*timer_);
}

// Until then it may have waited for its turn on a connection, and making one has its own limit.
void Query::on_connected() noexcept {
  try {
    timer_ = engine_.loop().at_limit(net::Loop::Clock::now() + engine_.settings().silence_timeout, [this] { on_silence(); });
  } catch (...) {
    // Without memory for the timer the call's own limit holds.
  }
}

bool Query::on_head(net::Head head) noexcept {
  answer_.head = std::move(head);
  return true;
}

bool Query::on_body(const std::byte* data, std::size_t size) noexcept {
  try {
    answer_.body.append(reinterpret_cast<const char*>(data), size);
    return true;
  } catch (...) {
    return false;
  }
}

void Query::on_done(const net::Outcome& outcome) noexcept {
  transfer_.reset();
  answer_.outcome = outcome;
  end();
}

void Query::on_silence() {
  timer_.reset();
  if (transfer_) engine_.loop().stop_silent(*transfer_);
  transfer_.reset();
  answer_.outcome = gone_silent(answer_.head.status == 0 ? net::Reached::sent : net::Reached::answered);
  end();
}

// Whoever is told may destroy this query at once.
void Query::end() {
  if (timer_) engine_.loop().cancel(*timer_);
  timer_.reset();
  engine_.log("GET", address_->text(), answer_.head.status, answer_.outcome);
  const End on_end = std::move(on_end_);
  const Answer answer = std::move(answer_);
  on_end(answer);
}

}  // namespace segmind::call
