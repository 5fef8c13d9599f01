#include "call/query.hpp"

#include <utility>

namespace segmind::call {
namespace {

constexpr std::size_t max_body = 1 << 20;

}  // namespace

Query::Query(Engine& engine, std::string_view path, bool own_connection, std::chrono::milliseconds connect_timeout,
             End on_end)
    : engine_(engine), on_end_(std::move(on_end)) {
  const Settings& settings = engine_.settings();
  request_.url = settings.base_url + std::string(path);
  request_.headers = {settings.key.header()};
  request_.own_connection = own_connection;
  request_.connect_timeout = connect_timeout;
  request_.max_body = max_body;
  timer_ = engine_.loop().at(net::Loop::Clock::now() + settings.silence_timeout, [this] { on_silence(); });
  try {
    transfer_ = engine_.loop().start(request_, *this);
  } catch (...) {
    engine_.loop().cancel(*timer_);
    throw;
  }
}

Query::~Query() {
  if (transfer_) engine_.loop().stop(*transfer_);
  if (timer_) engine_.loop().cancel(*timer_);
}

bool Query::on_head(const net::Head& head) noexcept {
  try {
    answer_.head = head;
    return true;
  } catch (...) {
    return false;
  }
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
  if (transfer_) engine_.loop().stop(*transfer_);
  transfer_.reset();
  answer_.outcome.ending = net::Ending::broken;
  answer_.outcome.reached = answer_.head.status == 0 ? net::Reached::sent : net::Reached::answered;
  answer_.outcome.problem = "the server was silent for too long";
  end();
}

// Whoever is told may destroy this query at once.
void Query::end() {
  if (timer_) engine_.loop().cancel(*timer_);
  timer_.reset();
  engine_.log(request_, answer_.head.status, answer_.outcome);
  const End on_end = std::move(on_end_);
  const Answer answer = std::move(answer_);
  on_end(answer);
}

}  // namespace segmind::call
