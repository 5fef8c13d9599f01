#include "call/exchange/failure.hpp"

#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "api/limits.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::call {
namespace {

Error error(ErrorKind kind, std::string message) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  return error;
}

std::string seconds(std::chrono::milliseconds time) {
  return text::decimal_text(static_cast<double>(time.count()) / 1000.0, 3) + " s";
}

std::string with_reason(std::string what, const std::string& reason) {
  return reason.empty() ? what + '.' : what + ": " + text::excerpt(reason, 300) + '.';
}

const char* while_doing(Phase phase, int attempts) {
  switch (phase) {
    case Phase::waiting: return attempts == 0 ? "while it waited for its turn" : "while waiting for another attempt";
    case Phase::connecting: return "while connecting";
    case Phase::sending: return "while the request was handed over";
    case Phase::queued:
    case Phase::generating: return "while waiting for the generation";
    case Phase::receiving:
    case Phase::downloading: return "while the clip was arriving";
  }
  return "";
}

std::string too_large(std::uint64_t max_body) {
  const bool brings_no_clip = max_body == api::limits::max_answer_bytes || max_body == api::limits::max_records_bytes;
  const std::string bound = brings_no_clip
                                ? "any answer that brings no clip"
                                : "the " + std::to_string(max_body) + " bytes that max_response_bytes allows";
  return "The answer is larger than " + bound + ", or its head is oversized.";
}

}  // namespace

Error broken_off(const net::Outcome& outcome, std::chrono::milliseconds connect_timeout, std::uint64_t max_body) {
  using net::Ending;
  switch (outcome.ending) {
    case Ending::resolve:
      return error(ErrorKind::connection, with_reason("The host's name could not be looked up", outcome.problem));
    case Ending::connect:
      return error(ErrorKind::connection, with_reason("No connection could be made", outcome.problem));
    case Ending::connect_timeout:
      return error(ErrorKind::timeout, "No connection was made within " + seconds(connect_timeout) + '.');
    case Ending::tls: return error(ErrorKind::connection, with_reason("TLS could not be agreed on", outcome.problem));
    case Ending::certificate:
      return error(ErrorKind::connection,
                   with_reason("The server's certificate is not to be trusted", outcome.problem) +
                       " If it is signed by an authority of your own, give that in ClientOptions::ca_file.");
    case Ending::authorities:
      return error(
          ErrorKind::connection,
          with_reason("The authorities that certificates are checked against cannot be read", outcome.problem) +
              " Install your system's (Debian: ca-certificates), or give a PEM file in ClientOptions::ca_file.");
    case Ending::too_large: return bad_response(too_large(max_body));
    case Ending::local: return error(ErrorKind::internal, outcome.problem);
    case Ending::closed: return cancelled("The client was destroyed before the request had been sent.");
    case Ending::complete:
    case Ending::refused:
    case Ending::broken: break;
  }
  const char* where = outcome.reached < net::Reached::sent       ? "The connection broke while the request was sent"
                      : outcome.reached < net::Reached::answered ? "The connection broke before an answer arrived"
                                                                 : "The connection broke while the answer was arriving";
  return error(ErrorKind::connection, with_reason(where, outcome.problem));
}

void add_sentence(std::string& message, const std::string& sentence) {
  if (!message.empty()) {
    const char last = message.back();
    message += last == '.' || last == '!' || last == '?' ? " " : ". ";
  }
  message += sentence;
}

Error timed_out(std::chrono::milliseconds limit, Phase phase, int attempts, std::chrono::milliseconds unpumped) {
  Error timeout =
      error(ErrorKind::timeout, "The call's limit of " + seconds(limit) + " ran out " + while_doing(phase, attempts) +
                                    ". The limit is this client's; the generation itself has not failed.");
  if (unpumped > limit / 2) {
    add_sentence(timeout.message,
                 "For " + seconds(unpumped) + " nobody called Client::pump(): call it in every frame.");
  }
  return timeout;
}

Error cancelled(const char* message, const Error* cause) noexcept {
  Error cancelled;
  cancelled.kind = ErrorKind::cancelled;
  try {
    cancelled.message = message;
    if (cause) cancelled.message += ' ' + cause->message + '.';
  } catch (...) {
    // The kind says the most of it.
  }
  return cancelled;
}

Error bad_response(std::string message) { return error(ErrorKind::bad_response, std::move(message)); }

Error file_error(std::string message) { return error(ErrorKind::file, std::move(message)); }

Error of_another_process() {
  return cancelled("The client is that of the process which made it: a child of fork() makes its own.");
}

Error would_wait_for_itself(Charge at_stake) {
  Error refusal = error(ErrorKind::misuse,
                        "A blocking call inside a callback of the same client would wait for itself. Use its twin that "
                        "ends in _async, with then(), or call it from another thread.");
  refusal.charge = at_stake;
  return refusal;
}

Error refused_options(std::vector<Violation> violations) {
  Error refusal = error(ErrorKind::invalid_request, violations.size() == 1 ? "An option of the call is unusable."
                                                                           : std::to_string(violations.size()) +
                                                                                 " options of the call are unusable.");
  refusal.violations = std::move(violations);
  return refusal;
}

Error refused_option(std::string field, std::string value, std::string message) {
  std::vector<Violation> one(1);
  one.front() = {std::move(field), std::move(value), std::move(message)};
  return refused_options(std::move(one));
}

Error error_of_current_exception() noexcept {
  Error error;
  try {
    throw;
  } catch (const std::bad_alloc&) {
    error.message = "out of memory";
  } catch (const std::system_error& failure) {
    try {
      error.message = failure.code() == std::errc::resource_unavailable_try_again
                          ? "The system gives this process no further thread. End some, or raise the limit (ulimit -u)."
                          : failure.what();
    } catch (...) {
      error.message = "out of memory";
    }
  } catch (const std::exception& exception) {
    try {
      error.message = exception.what();
    } catch (...) {
      error.message = "out of memory";
    }
  } catch (...) {
    error.message = "unknown";
  }
  return error;
}

}  // namespace segmind::call
