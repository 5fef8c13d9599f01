#include "call/lifecycle/option_checks.hpp"

#include <algorithm>
#include <utility>

#include "call/exchange/failure.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

void check_wait(const char* field, std::chrono::milliseconds wait, Violations& found) {
  if (wait.count() < 0) found.push_back({field, shown(wait), "It must not be negative."});
}

}  // namespace

std::string shown(std::chrono::milliseconds time) { return std::to_string(time.count()) + " ms"; }

void check_time(const char* field, std::chrono::milliseconds time, Violations& found) {
  if (time.count() <= 0) found.push_back({field, shown(time), "It must be positive."});
}

void check_name(const char* field, const std::string& name, Violations& found) {
  constexpr std::size_t most_bytes = 500;
  const bool has_control =
      std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; });
  if (name.empty() || name.size() > most_bytes || has_control || !text::is_utf8(name)) {
    found.push_back({field, text::excerpt(name, 80), "Give 1 to 500 bytes of UTF-8 without control characters."});
  }
}

void check_retry(const RetryPolicy& retry, Violations& found) {
  if (retry.attempts < 1) found.push_back({"retry.attempts", std::to_string(retry.attempts), "Give at least 1."});
  check_wait("retry.first_wait", retry.first_wait, found);
  check_wait("retry.longest_wait", retry.longest_wait, found);
  check_time("retry.unknown_id_grace", retry.unknown_id_grace, found);
}

std::optional<Error> unusable(const CallOptions& options) {
  Violations found;
  if (options.timeout) check_time("timeout", *options.timeout, found);
  if (options.connect_timeout) check_time("connect_timeout", *options.connect_timeout, found);
  if (options.retry) check_retry(*options.retry, found);
  if (!options.idempotency_key.empty()) check_name("idempotency_key", options.idempotency_key, found);
  if (options.sink.kind() == Sink::Kind::callback && !options.sink.function()) {
    found.push_back({"sink", "", "Its function is empty; give one, or use another sink."});
  }
  if (options.sink.kind() == Sink::Kind::file && options.sink.path().empty()) {
    found.push_back({"sink", "", "Its path is empty; name a file."});
  }
  if (options.sink.path().find('\0') != std::string::npos) {
    found.push_back({"sink", "", "Its path must not contain a NUL."});
  }
  if (!found.empty()) return refused_options(std::move(found));
  if (options.cancellation.is_cancelled()) return cancelled_by_program();
  return std::nullopt;
}

}  // namespace segmind::call
