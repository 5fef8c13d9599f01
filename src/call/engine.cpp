#include "call/engine.hpp"

#include <vector>

#include "call/journal/desk.hpp"
#include "call/lifecycle/call.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

constexpr std::chrono::milliseconds turn_of_a_drain{50};

std::string log_line(std::string_view method, std::string_view address, int status, const net::Outcome& outcome) {
  const std::optional<web::Url> url = web::parse_url(address);
  std::string line = std::string(method) + ' ';
  if (url) line += url->host + (url->port.empty() ? "" : ":" + url->port) + url->path;
  line += status != 0 ? " -> " + std::to_string(status) : " -> no answer";
  line += ", " + std::to_string(outcome.received) + " bytes, ";
  line += text::decimal_text(static_cast<double>(outcome.took.count()) / 1000.0, 3, 3) + " s";
  if (outcome.ending != net::Ending::complete) line += ", broken off: " + outcome.problem;
  return line;
}

}  // namespace

Engine::Engine(Settings settings, std::unique_ptr<net::Transport> transport, std::shared_ptr<const net::Clock> clock,
               net::Loop::Thread thread)
    : settings_(std::move(settings)),
      headers_(settings_.key, settings_.user_agent),
      addresses_(settings_.base_url, settings_.storage_url),
      loop_(std::move(transport), std::move(clock), thread),
      limiter_(loop_, settings_.requests_per_minute, settings_.retry),
      durations_(settings_.expected_earliest, settings_.expected_latest),
      ledger_(settings_.journal ? std::nullopt : settings_.spending_limit),  // a journal holds it for all who share it
      records_(*this),
      journal_(settings_.journal ? std::make_unique<JournalDesk>(settings_.journal, loop_) : nullptr) {}

Engine::~Engine() = default;

bool Engine::drain(std::chrono::milliseconds limit) noexcept {
  draining_ = true;
  if (loop_.on_thread() || !loop_.is_in_its_process()) return paid_requests_.is_none();
  const auto until = clock().now() + limit;
  try {
    loop_.post([this] {
      std::vector<std::shared_ptr<Call>> calls;  // each may leave meanwhile
      for (const auto& [address, call] : calls_) calls.push_back(call);
      for (const auto& call : calls) call->stop(Stop::unless_sent);
    });
    while (!loop_.has_thread() && !paid_requests_.is_none() && clock().now() < until && loop_.turn(turn_of_a_drain)) {
      continue;
    }
    return paid_requests_.wait_until_none(std::chrono::ceil<std::chrono::milliseconds>(until - clock().now()));
  } catch (...) {
    return paid_requests_.is_none();  // without memory nobody is told to end
  }
}

// Nothing leaves any more, so what is unheard of now is all that will be.
void Engine::shut_down() noexcept {
  loop_.shut_down([this] {
    end_calls([](const Call& call) { return !call.needs_a_moment(); });
    loop_.hear_while([this] { return !unheard_submissions_.is_none(); }, a_moment);
    end_calls([](const Call&) { return true; });
  });
  if (journal_) journal_->close();
}

void Engine::end_calls(bool (*which)(const Call&)) noexcept {
  for (next_to_end_ = calls_.begin(); next_to_end_ != calls_.end();) {
    const std::shared_ptr<Call> call = (next_to_end_++)->second;
    if (which(*call)) call->end_by_client();
  }
}

void Engine::log(std::string_view method, std::string_view url, int status, const net::Outcome& outcome) noexcept {
  if (!settings_.log) return;
  try {
    tell_log(log_line(method, url, status, outcome));
  } catch (...) {
    // A log that fails must not fail a paid call.
  }
}

void Engine::tell_exception(const char* who) noexcept {
  if (!settings_.log) return;
  try {
    const std::string line = std::string(who) + " threw an exception: " + words_of_current_exception();
    if (loop_.on_thread()) return tell_log(line);
    loop_.post([self = shared_from_this(), line] { self->tell_log(line); });
  } catch (...) {
    // Likewise.
  }
}

void Engine::tell_log(const std::string& line) noexcept {
  try {
    constexpr std::size_t longest_line = 1000;
    settings_.log(settings_.key.scrub(text::excerpt(line, longest_line)));
  } catch (...) {
    // Likewise.
  }
}

void Engine::enter(std::shared_ptr<Call> call) {
  const Call* address = call.get();
  calls_.emplace(address, std::move(call));
}

void Engine::leave(const Call& call) noexcept {
  const auto place = calls_.find(&call);
  if (place == calls_.end()) return;
  if (place == next_to_end_) ++next_to_end_;
  calls_.erase(place);
}

bool Engine::pump() noexcept {
  constexpr int turns = 4;  // a connection takes several steps; each that is ready now saves a frame
  constexpr std::chrono::milliseconds enough{2};  // of a frame; where there is more to do, the next one has time, too
  const auto began = loop_.clock().now();
  bool put_off = false;
  try {
    for (int i = 0; i < turns && loop_.clock().now() < began + enough; ++i) put_off = loop_.turn_now();
  } catch (...) {
    // Without memory a step is left for the next time.
  }
  return put_off || calls_begun_ > 0;
}

}  // namespace segmind::call
