#include "segmind/error.hpp"

#include "segmind/exception.hpp"
#include "segmind/result.hpp"

namespace segmind {
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

std::string_view to_string(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_request: return "invalid_request";
    case ErrorKind::spending_limit: return "spending_limit";
    case ErrorKind::misuse: return "misuse";
    case ErrorKind::bad_request: return "bad_request";
    case ErrorKind::unauthorized: return "unauthorized";
    case ErrorKind::insufficient_credits: return "insufficient_credits";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::rate_limited: return "rate_limited";
    case ErrorKind::server_error: return "server_error";
    case ErrorKind::bad_gateway: return "bad_gateway";
    case ErrorKind::gateway_timeout: return "gateway_timeout";
    case ErrorKind::http: return "http";
    case ErrorKind::connection: return "connection";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::cancelled: return "cancelled";
    case ErrorKind::bad_response: return "bad_response";
    case ErrorKind::job_failed: return "job_failed";
    case ErrorKind::job_expired: return "job_expired";
    case ErrorKind::file: return "file";
    case ErrorKind::journal: return "journal";
    case ErrorKind::internal: return "internal";
  }
  return "unknown";
}

std::string_view to_string(Charge charge) noexcept {
  switch (charge) {
    case Charge::none: return "none";
    case Charge::possible: return "possible";
    case Charge::charged: return "charged";
  }
  return "unknown";
}

std::string_view to_string(CallKind call) noexcept {
  switch (call) {
    case CallKind::none: return "none";
    case CallKind::generate: return "generate";
    case CallKind::submit: return "submit";
    case CallKind::wait: return "wait";
    case CallKind::status: return "status";
    case CallKind::upload: return "upload";
    case CallKind::credits: return "credits";
    case CallKind::records: return "records";
    case CallKind::recover: return "recover";
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
SpendingLimitError::~SpendingLimitError() = default;
MisuseError::~MisuseError() = default;
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
JournalError::~JournalError() = default;

void raise(Error error) {
  switch (error.kind) {
    case ErrorKind::invalid_request: throw InvalidRequestError(std::move(error));
    case ErrorKind::spending_limit: throw SpendingLimitError(std::move(error));
    case ErrorKind::misuse: throw MisuseError(std::move(error));
    case ErrorKind::bad_request: throw BadRequestError(std::move(error));
    case ErrorKind::unauthorized: throw UnauthorizedError(std::move(error));
    case ErrorKind::insufficient_credits: throw InsufficientCreditsError(std::move(error));
    case ErrorKind::forbidden: throw ForbiddenError(std::move(error));
    case ErrorKind::not_found: throw NotFoundError(std::move(error));
    case ErrorKind::rate_limited: throw RateLimitedError(std::move(error));
    case ErrorKind::server_error: throw ServerError(std::move(error));
    case ErrorKind::bad_gateway: throw BadGatewayError(std::move(error));
    case ErrorKind::gateway_timeout: throw GatewayTimeoutError(std::move(error));
    case ErrorKind::http: throw HttpError(std::move(error));
    case ErrorKind::connection: throw ConnectionError(std::move(error));
    case ErrorKind::timeout: throw TimeoutError(std::move(error));
    case ErrorKind::cancelled: throw CancelledError(std::move(error));
    case ErrorKind::bad_response: throw BadResponseError(std::move(error));
    case ErrorKind::job_failed: throw JobFailedError(std::move(error));
    case ErrorKind::job_expired: throw JobExpiredError(std::move(error));
    case ErrorKind::file: throw FileError(std::move(error));
    case ErrorKind::journal: throw JournalError(std::move(error));
    case ErrorKind::internal: break;
  }
  throw Exception(std::move(error));
}

}  // namespace segmind
