#include "segmind/error.hpp"

#include <algorithm>

#include "api/limits.hpp"
#include "text/utf8.hpp"
#include "segmind/exception.hpp"
#include "segmind/result.hpp"

namespace segmind {
namespace {

std::string_view headline(const Error& error) noexcept {
  switch (error.kind) {
    case ErrorKind::invalid_request:
      return error.charge == Charge::none ? "Refused before anything was sent" : "Refused";
    case ErrorKind::bad_request:
      return "The service cannot take the request";
    case ErrorKind::unauthorized:
      return "The service does not accept the key";
    case ErrorKind::insufficient_credits:
      return "The account has not enough credits";
    case ErrorKind::forbidden:
      return "The key may not do this";
    case ErrorKind::not_found:
      return "The service does not know what was asked for";
    case ErrorKind::rate_limited:
      return "Too many requests in a short time";
    case ErrorKind::server_error:
      return "The service failed";
    case ErrorKind::bad_gateway:
      return "The service is unavailable for the moment";
    case ErrorKind::gateway_timeout:
      return "A gateway gave up waiting for the service";
    case ErrorKind::http:
      return error.http_status >= 500 ? "The service failed" : "The service refused the request";
    case ErrorKind::connection:
      return "The connection failed";
    case ErrorKind::timeout:
      return "A time limit ran out";
    case ErrorKind::cancelled:
      return "The call was cancelled";
    case ErrorKind::bad_response:
      return "The answer cannot be used";
    case ErrorKind::job_failed:
      return "The generation failed";
    case ErrorKind::job_expired:
      return "The queue does not know this job";
    case ErrorKind::file:
      return "A file could not be read or written";
    case ErrorKind::internal:
      return "Something failed inside the library";
  }
  return "Something failed";
}

std::string first_line(const Error& error) {
  std::string line(headline(error));
  if (error.http_status != 0) line += " (HTTP " + std::to_string(error.http_status) + ")";
  // Messages may come from anywhere, and stories are printed: nothing in them may steer a terminal.
  const std::string message = text::excerpt(error.message, api::limits::max_message_bytes);
  line += message.empty() ? "." : ": " + message;
  if (error.attempts > 1) line += " (after " + std::to_string(error.attempts) + " attempts)";
  return line;
}

std::string line_for(const Violation& violation) {
  const auto shown = [](const std::string& text) { return text::excerpt(text, api::limits::max_message_bytes); };
  const std::string value = shown(violation.value);
  return "\n  " + shown(violation.field) + ": " + (value.empty() ? "" : value + " - ") + shown(violation.message);
}

// An operation that was used in a way that it cannot be: its call has nothing to do with that.
bool is_misuse(const Error& error) noexcept {
  return error.kind == ErrorKind::invalid_request && error.charge == Charge::possible && error.violations.empty();
}

std::string money(const Error& error) {
  if (is_misuse(error)) return "The call itself is not touched by that: what it costs, its own result says.";
  switch (error.charge) {
    case Charge::none:
      return "It cost nothing.";
    case Charge::possible:
      if (error.kind == ErrorKind::job_expired) {
        return "It may have been charged, if it was a job of this account. Asking for it again is free.";
      }
      return "It may have been charged: the request had left before the failure. Check your account before you send it "
             "again.";
    case Charge::charged:
      return "It was charged: the service had answered with success.";
  }
  return {};
}

std::string wait_in_words(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  if (seconds <= 0) return "The next request may go now.";
  if (seconds < 120) return "Wait " + std::to_string(seconds) + " s before the next request.";
  return "Wait " + std::to_string((seconds + 59) / 60) + " minutes before the next request.";
}

std::string what_to_do_about_invalid(const Error& error) {
  if (is_misuse(error)) return {};
  const auto is_key = [](const Violation& violation) { return violation.field == "api_key"; };
  if (error.violations.size() == 1 && is_key(error.violations.front())) {
    return "Put the key of your Segmind account into the environment variable SEGMIND_API_KEY, or into "
           "ClientOptions::api_key.";
  }
  return error.violations.empty() ? "Change what the message names." : "Change what is named above, then try again.";
}

constexpr const char* out_of_order = "The service is out of order, which usually passes within minutes.";

std::string what_to_do_about_status(const Error& error) {
  if (error.http_status >= 300 && error.http_status <= 399) return "Check that base_url is the address of the service.";
  if (error.http_status == 410) return "The service has retired the model; look for a newer version of this library.";
  if (error.charge == Charge::charged) return {};  // of the clip's own address, which the message names
  if (error.http_status == 503) return out_of_order;
  return "Change what the message names; the same request would be refused again.";
}

std::string what_to_do_about_timeout(const Error& error) {
  if (error.attempts == 0 && error.charge == Charge::none) {
    return "Nothing had been sent yet. Allow more time in CallOptions::timeout, or more requests in "
           "ClientOptions::requests_per_minute where that is set.";
  }
  return "That is not a failed generation, only the end of waiting. Allow more time in CallOptions::timeout; a "
         "generation usually takes 329 to 490 s.";
}

std::string what_to_do(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid_request:
      return what_to_do_about_invalid(error);
    case ErrorKind::bad_request:
    case ErrorKind::job_failed:
      return "Change the request as the message says; sent as it is, it would fail again.";
    case ErrorKind::unauthorized:
      return "Check the key in SEGMIND_API_KEY or ClientOptions::api_key: it may be mistyped, expired or revoked.";
    case ErrorKind::insufficient_credits:
      return "Add credits to your Segmind account, then send it again.";
    case ErrorKind::forbidden:
      return "Ask the owner of the account or of the team for access to this model.";
    case ErrorKind::not_found:
      return "Check that base_url is the address of the service.";
    case ErrorKind::rate_limited:
      return error.retry_after ? wait_in_words(*error.retry_after) : "Wait a minute before the next request.";
    case ErrorKind::server_error:
      return "The cause is often a parameter or a reference that the service cannot use: check those first.";
    case ErrorKind::bad_gateway:
      return out_of_order;
    case ErrorKind::gateway_timeout:
      return "The generation may still be running. Use the queue for long ones (Client::submit): no gateway waits "
             "there.";
    case ErrorKind::http:
      return what_to_do_about_status(error);
    case ErrorKind::connection:
      return error.charge == Charge::none ? "Check the network, the proxy and base_url." : "";
    case ErrorKind::timeout:
      return what_to_do_about_timeout(error);
    case ErrorKind::bad_response:
      return error.charge == Charge::none ? "Check that base_url is the address of the service."
                                          : "Keep this text: Segmind's support can tell what became of the request.";
    case ErrorKind::job_expired:
      return "The queue forgets a job one hour after it was submitted. Check the id, too, where it was typed.";
    case ErrorKind::file:
      if (!error.violations.empty())
        return "Change what is named; a file must be readable, and nobody may write to it meanwhile.";
      return error.rescued ? "The clip itself is safe: Error::rescued holds it. Save it to another place."
                           : "Check that the folder exists, may be written to and has space.";
    case ErrorKind::cancelled:
      return {};
    case ErrorKind::internal:
      return "If memory was not short, this is a defect: please report it.";
  }
  return {};
}

}  // namespace

// Here and not in the header: each place that may fail would hold a copy of them.
Error::Error() noexcept = default;
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

const Error& detail::out_of_memory() noexcept {
  static const Error error = [] {
    Error made;  // of ErrorKind::internal; whether money was spent, nobody can tell any more
    made.message = "Out of memory.";
    made.charge = Charge::possible;
    return made;
  }();
  return error;
}

std::string Error::describe() const {
  std::string story = first_line(*this);
  for (const Violation& violation : violations) story += line_for(violation);
  story += "\n" + money(*this);
  if (!request_id.empty()) {
    story += "\nThe service's id for it: " + text::excerpt(request_id, api::limits::max_id_characters);
  }
  if (const std::string advice = what_to_do(*this); !advice.empty()) story += "\n" + advice;
  return story;
}

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_request:
      return "invalid_request";
    case ErrorKind::bad_request:
      return "bad_request";
    case ErrorKind::unauthorized:
      return "unauthorized";
    case ErrorKind::insufficient_credits:
      return "insufficient_credits";
    case ErrorKind::forbidden:
      return "forbidden";
    case ErrorKind::not_found:
      return "not_found";
    case ErrorKind::rate_limited:
      return "rate_limited";
    case ErrorKind::server_error:
      return "server_error";
    case ErrorKind::bad_gateway:
      return "bad_gateway";
    case ErrorKind::gateway_timeout:
      return "gateway_timeout";
    case ErrorKind::http:
      return "http";
    case ErrorKind::connection:
      return "connection";
    case ErrorKind::timeout:
      return "timeout";
    case ErrorKind::cancelled:
      return "cancelled";
    case ErrorKind::bad_response:
      return "bad_response";
    case ErrorKind::job_failed:
      return "job_failed";
    case ErrorKind::job_expired:
      return "job_expired";
    case ErrorKind::file:
      return "file";
    case ErrorKind::internal:
      return "internal";
  }
  return "unknown";
}

std::string_view to_string(Charge charge) noexcept {
  switch (charge) {
    case Charge::none:
      return "none";
    case Charge::possible:
      return "possible";
    case Charge::charged:
      return "charged";
  }
  return "unknown";
}

Exception::Exception(Error error)
    : std::runtime_error(error.describe()), error_(std::make_shared<const Error>(std::move(error))) {}
Exception::Exception(const Exception&) noexcept = default;

// Defined here, so that the type information of each class is in the library alone: an exception that crosses from a
// shared library is then caught by its type.
Exception::~Exception() = default;
InvalidRequestError::~InvalidRequestError() = default;
BadRequestError::~BadRequestError() = default;
UnauthorizedError::~UnauthorizedError() = default;
ForbiddenError::~ForbiddenError() = default;
NotFoundError::~NotFoundError() = default;
InsufficientCreditsError::~InsufficientCreditsError() = default;
RateLimitedError::~RateLimitedError() = default;
ServerError::~ServerError() = default;
BadGatewayError::~BadGatewayError() = default;
GatewayTimeoutError::~GatewayTimeoutError() = default;
HttpError::~HttpError() = default;
ConnectionError::~ConnectionError() = default;
TimeoutError::~TimeoutError() = default;
CancelledError::~CancelledError() = default;
BadResponseError::~BadResponseError() = default;
JobFailedError::~JobFailedError() = default;
JobExpiredError::~JobExpiredError() = default;
FileError::~FileError() = default;

void raise(Error error) {
  switch (error.kind) {
    case ErrorKind::invalid_request:
      throw InvalidRequestError(std::move(error));
    case ErrorKind::bad_request:
      throw BadRequestError(std::move(error));
    case ErrorKind::unauthorized:
      throw UnauthorizedError(std::move(error));
    case ErrorKind::insufficient_credits:
      throw InsufficientCreditsError(std::move(error));
    case ErrorKind::forbidden:
      throw ForbiddenError(std::move(error));
    case ErrorKind::not_found:
      throw NotFoundError(std::move(error));
    case ErrorKind::rate_limited:
      throw RateLimitedError(std::move(error));
    case ErrorKind::server_error:
      throw ServerError(std::move(error));
    case ErrorKind::bad_gateway:
      throw BadGatewayError(std::move(error));
    case ErrorKind::gateway_timeout:
      throw GatewayTimeoutError(std::move(error));
    case ErrorKind::http:
      throw HttpError(std::move(error));
    case ErrorKind::connection:
      throw ConnectionError(std::move(error));
    case ErrorKind::timeout:
      throw TimeoutError(std::move(error));
    case ErrorKind::cancelled:
      throw CancelledError(std::move(error));
    case ErrorKind::bad_response:
      throw BadResponseError(std::move(error));
    case ErrorKind::job_failed:
      throw JobFailedError(std::move(error));
    case ErrorKind::job_expired:
      throw JobExpiredError(std::move(error));
    case ErrorKind::file:
      throw FileError(std::move(error));
    case ErrorKind::internal:
      break;
  }
  throw Exception(std::move(error));
}

}  // namespace segmind
