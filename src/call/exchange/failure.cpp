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

using std::chrono::milliseconds;

Error error(ErrorKind kind, std::string message) {
  Error error;
  error.kind = kind;
  error.message = std::move(message);
  return error;
}

std::string seconds(milliseconds time) {
  return text::decimal_text(static_cast<double>(time.count()) / 1000.0, 3) + " s";
}

std::string with_reason(std::string what, const std::string& reason) {
  return reason.empty() ? what + '.' : what + ": " + text::excerpt(reason, 300) + '.';
}

const char* while_doing(CallKind call, Phase phase, int attempts) {
  const bool is_question = call == CallKind::status || call == CallKind::credits || call == CallKind::records;
  if (attempts == 0) return "while it waited for its turn";
  if (is_question && phase != Phase::connecting) return "before an answer had come";
  switch (phase) {
    case Phase::waiting: return "while waiting for another attempt";
    case Phase::connecting: return "while connecting";
    case Phase::sending: return "while the request was handed over";
    case Phase::queued:
    case Phase::generating: return "while waiting for the generation";
    case Phase::receiving:
      return call == CallKind::upload ? "while waiting for the answer" : "while the clip was arriving";
    case Phase::downloading: return "while the clip was arriving";
    case Phase::recovering: return "while the account's records were asked";
  }
  return "";
}

// A clip comes from another host than the service's.
const char* check_the_network(Purpose purpose) {
  return purpose == Purpose::file ? " Check the network and the proxy" : " Check the network, the proxy and base_url";
}

const char* after_the_limit(CallKind call, Phase phase, int attempts) {
  if (attempts == 0) {
    return "Allow more time in CallOptions::timeout, or more requests in ClientOptions::requests_per_minute where that "
           "is set.";
  }
  if (phase == Phase::connecting) return "Check the network, the proxy and base_url.";
  if (phase == Phase::recovering) {
    return "The record of a request may take a while to appear: allow more time in CallOptions::timeout.";
  }
  if (call == CallKind::upload || call == CallKind::status || call == CallKind::credits || call == CallKind::records) {
    return "Check the network and the proxy, or allow more time in CallOptions::timeout.";
  }
  return "The generation has not failed, only the wait has ended: allow more time in CallOptions::timeout.";
}

constexpr const char* out_of_memory = "Out of memory.";  // short enough to need no allocation

bool is_want_of_threads() noexcept {
  try {
    throw;
  } catch (const std::system_error& failure) {
    return failure.code() == std::errc::resource_unavailable_try_again;
  } catch (...) {
    return false;
  }
}

std::string too_large(std::uint64_t max_body) {
  const bool brings_no_clip = max_body == api::limits::max_answer_bytes || max_body == api::limits::max_records_bytes;
  const std::string bound = brings_no_clip ? "any answer that brings no clip"
                            : max_body == api::limits::max_clip_answer_bytes
                                ? "any answer that holds the clip itself"
                                : "the " + std::to_string(max_body) + " bytes that max_response_bytes allows";
  return "The answer is larger than " + bound + ", or its head is oversized.";
}

}  // namespace

Error broken_off(const net::Outcome& outcome, Purpose purpose, milliseconds connect_timeout, std::uint64_t max_body) {
  using net::Ending;
  const auto connection = [&](const char* what, const std::string& advice) {
    return error(ErrorKind::connection, with_reason(what, outcome.problem) + advice);
  };
  const std::string check = check_the_network(purpose);
  switch (outcome.ending) {
    case Ending::resolve: return connection("The host's name could not be looked up", check + '.');
    case Ending::connect: return connection("No connection could be made", check + '.');
    case Ending::connect_timeout:
      return error(ErrorKind::timeout, "No connection was made within " + seconds(connect_timeout) + '.' + check +
                                           ", or allow more time in CallOptions::connect_timeout.");
    case Ending::shortage: return connection("No connection could be made", "");
    case Ending::tls: return connection("TLS could not be agreed on", check + '.');
    case Ending::certificate:
      return connection("The server's certificate cannot be trusted",
                        " If it is signed by an authority of your own, give that in ClientOptions::ca_file.");
    case Ending::authorities:
      return connection("The authorities that certificates are checked against cannot be read",
                        " Install your system's (Debian: ca-certificates), or give a PEM file in "
                        "ClientOptions::ca_file.");
    case Ending::too_large: return bad_response(too_large(max_body));
    case Ending::local: return error(ErrorKind::internal, outcome.problem);
    case Ending::closed: return cancelled("The client was destroyed before the request had been sent.");
    case Ending::complete:
    case Ending::refused:
    case Ending::broken: break;
  }
  if (outcome.reached < net::Reached::sent)
    return connection("The connection broke while the request was sent", check + '.');
  return connection(outcome.reached < net::Reached::answered ? "The connection broke before an answer arrived"
                                                             : "The connection broke while the answer was arriving",
                    "");
}

void add_sentence(std::string& message, const std::string& sentence) {
  if (!message.empty()) {
    const char last = message.back();
    message += last == '.' || last == '!' || last == '?' ? " " : ". ";
  }
  message += sentence;
}

bool can_be_told_whole(const std::string& answer) noexcept {
  return answer.size() <= api::limits::max_told_answer_bytes;
}

std::string told_answer(const std::string& answer) {
  if (answer.empty()) return "It is empty.";
  return can_be_told_whole(answer) ? "All that it answered: " + text::excerpt(answer, api::limits::max_message_bytes)
                                   : "Its answer begins: " + text::excerpt(answer, api::limits::max_told_answer_bytes);
}

bool tells_all_of(const std::string& answer, const Error& error) {
  return can_be_told_whole(answer) && error.message.find(told_answer(answer)) != std::string::npos;
}

Error timed_out(milliseconds limit, CallKind call, Phase phase, int attempts, milliseconds unpumped) {
  Error timeout = error(ErrorKind::timeout, "The call's limit of " + seconds(limit) + " ran out " +
                                                while_doing(call, phase, attempts) + '.');
  add_sentence(timeout.message, unpumped > limit / 2 ? "For " + seconds(unpumped) +
                                                           " nobody called Client::pump(): call it in every frame."
                                                     : after_the_limit(call, phase, attempts));
  return timeout;
}

Error cancelled(const char* message) noexcept {
  Error cancelled;
  cancelled.kind = ErrorKind::cancelled;
  try {
    cancelled.message = message;
  } catch (...) {
    // The kind is enough.
  }
  return cancelled;
}

Error cancelled_by_program() noexcept { return cancelled("The program ended it."); }

Error ended_by_client() noexcept { return cancelled("The client was destroyed."); }

Error cancelled_by_exception(const char* thrower) noexcept {
  const std::string words = words_of_current_exception();
  Error error = cancelled(thrower);
  try {
    error.message += " threw an exception: " + words + '.';
  } catch (...) {
    // Likewise.
  }
  return error;
}

Error bad_response(std::string message) { return error(ErrorKind::bad_response, std::move(message)); }

Error file_error(std::string message) { return error(ErrorKind::file, std::move(message)); }

Error of_another_process() {
  return cancelled("The client belongs to the parent process: a child of fork() makes its own.");
}

Error would_wait_for_itself(Charge at_stake) {
  Error refusal = error(ErrorKind::misuse,
                        "A blocking call inside a callback of the same client would wait for itself. Use its twin that "
                        "ends in _async, with then(), or call it from another thread.");
  refusal.charge = at_stake;
  return refusal;
}

Error without_journal() {
  Error error;
  error.kind = ErrorKind::misuse;
  error.message = "The client has no journal: set ClientOptions::journal.";
  return error;
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
    error.message = out_of_memory;
  } catch (...) {
    const std::string words = words_of_current_exception();
    try {
      error.message = is_want_of_threads()
                          ? "The system gives this process no further thread. End some, or raise the limit (ulimit -u)."
                          : with_reason("This is a defect of the library, please report it", words);
    } catch (...) {
      error.message = out_of_memory;
    }
  }
  return error;
}

std::string words_of_current_exception() noexcept {
  try {
    throw;
  } catch (const std::exception& exception) {
    try {
      return exception.what();
    } catch (...) {
      return "no memory";
    }
  } catch (...) {
    return "unknown";
  }
}

}  // namespace segmind::call
