#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "call/exchange/verdict.hpp"
#include "net/exchange.hpp"
#include "segmind/call_options.hpp"
#include "segmind/error.hpp"

// How the failures that this side finds out are told; those that the service tells are api/status.hpp. A message says
// what to do where that depends on more than the kind of the error, from which Error::describe() goes.
namespace segmind::call {

/// An exchange that broke. `max_body` is what its answer was bounded by.
Error broken_off(const net::Outcome& outcome, Purpose purpose, std::chrono::milliseconds connect_timeout,
                 std::uint64_t max_body);

/// `unpumped`: so long of it nobody pumped the client.
Error timed_out(std::chrono::milliseconds limit, CallKind call, Phase phase, int attempts,
                std::chrono::milliseconds unpumped);

/// Goes on in a message that may be a service's and end without a full stop.
void add_sentence(std::string& message, const std::string& sentence);

/// Without memory for the message it has none.
Error cancelled(const char* message) noexcept;
// These two tell nothing of how far it got: a call that waits for a job may be ended before it begins, and its job goes
// on all the same.
Error cancelled_by_program() noexcept;
Error ended_by_client() noexcept;
/// Inside a catch block: a function of the program's, such as "The progress callback", has thrown.
Error cancelled_by_exception(const char* thrower) noexcept;
Error bad_response(std::string message);
Error file_error(std::string message);
/// A child of fork() uses the client of its parent.
Error of_another_process();
/// Of a blocking call inside a callback of its own client.
Error would_wait_for_itself(Charge at_stake);
/// Of what a journal is needed for.
Error without_journal();
Error refused_options(std::vector<Violation> violations);
Error refused_option(std::string field, std::string value, std::string message);

/// Inside a catch block: out of memory or threads, or a defect of this library.
Error error_of_current_exception() noexcept;
/// Inside a catch block: what the exception says of itself, without a full stop.
std::string words_of_current_exception() noexcept;

/// What `step` returns, a Result, or the Error that stands for what it throws.
template <typename Step>
auto without_exceptions(Step&& step) noexcept -> decltype(step()) {
  try {
    return step();
  } catch (...) {
    return error_of_current_exception();
  }
}

}  // namespace segmind::call
