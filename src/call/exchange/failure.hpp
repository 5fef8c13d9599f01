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

// The errors that the library finds itself; those that the service reports are in api/status.hpp. Error::describe()
// gives advice by the error's kind. A message gives advice where the kind alone does not decide it.
namespace segmind::call {

/// An exchange that broke. `max_body`: the largest answer that it would have taken.
Error broken_off(const net::Outcome& outcome, Purpose purpose, std::chrono::milliseconds connect_timeout,
                 std::uint64_t max_body);

/// `unpumped`: for how much of the limit nobody pumped the client.
Error timed_out(std::chrono::milliseconds limit, CallKind call, Phase phase, int attempts,
                std::chrono::milliseconds unpumped);

/// Appends a sentence to a message that may end without a full stop.
void add_sentence(std::string& message, const std::string& sentence);

/// What a message tells of an answer without a clip or a job, as a sentence behind one about the answer: all of it
/// where it is short, else its beginning.
std::string told_answer(const std::string& answer);
bool can_be_told_whole(const std::string& answer) noexcept;
/// Whether the message tells all of it. Otherwise it is to be kept: it may be what was paid for.
bool tells_all_of(const std::string& answer, const Error& error);

/// Without memory the error has no message.
Error cancelled(const char* message) noexcept;
// These two tell nothing of how far it got: a call that waits for a job may be ended before it begins, and its job goes
// on all the same.
Error cancelled_by_program() noexcept;
Error ended_by_client() noexcept;
/// In a catch block. `thrower`: the program's function that threw, such as "The progress callback".
Error cancelled_by_exception(const char* thrower) noexcept;
Error bad_response(std::string message);
Error file_error(std::string message);
/// A child of fork() used its parent's client.
Error of_another_process();
/// A blocking call inside a callback of its own client.
Error would_wait_for_itself(Charge at_stake);
/// Of what a journal is needed for.
Error without_journal();
Error refused_options(std::vector<Violation> violations);
Error refused_option(std::string field, std::string value, std::string message);

/// In a catch block: no memory, no thread, or a defect of this library.
Error error_of_current_exception() noexcept;
/// In a catch block: the exception's what(), without a full stop.
std::string words_of_current_exception() noexcept;

/// The Result that `step` returns, or the Error for what it throws.
template <typename Step>
auto without_exceptions(Step&& step) noexcept -> decltype(step()) {
  try {
    return step();
  } catch (...) {
    return error_of_current_exception();
  }
}

}  // namespace segmind::call
