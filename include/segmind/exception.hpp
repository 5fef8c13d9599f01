#pragma once

#include <stdexcept>

#include "segmind/error.hpp"

namespace segmind {

/// The root of everything that this library throws. what() is Error::describe().
/// ErrorKind::internal has no class of its own and is thrown as this one.
class SEGMIND_EXPORT Exception : public std::runtime_error {
 public:
  explicit Exception(Error error);
  Exception(const Exception&) noexcept;
  ~Exception() override;

  /// Everything known about the failure, and the two parts that are asked for most.
  const Error& error() const noexcept { return *error_; }
  ErrorKind kind() const noexcept { return error_->kind; }
  Charge charge() const noexcept { return error_->charge; }

 private:
  std::shared_ptr<const Error> error_;
};

/// Refused here, before anything was sent.
class SEGMIND_EXPORT InvalidRequestError : public Exception {
 public:
  using Exception::Exception;
  ~InvalidRequestError() override;
};

/// Refused here: no room under ClientOptions::spending_limit.
class SEGMIND_EXPORT SpendingLimitError : public Exception {
 public:
  using Exception::Exception;
  ~SpendingLimitError() override;
};

/// A program's mistake, such as taking a result twice.
class SEGMIND_EXPORT MisuseError : public Exception {
 public:
  using Exception::Exception;
  ~MisuseError() override;
};

/// HTTP 400.
class SEGMIND_EXPORT BadRequestError : public Exception {
 public:
  using Exception::Exception;
  ~BadRequestError() override;
};

/// HTTP 401.
class SEGMIND_EXPORT UnauthorizedError : public Exception {
 public:
  using Exception::Exception;
  ~UnauthorizedError() override;
};

/// HTTP 402, or a 406 whose text is about credits.
class SEGMIND_EXPORT InsufficientCreditsError : public Exception {
 public:
  using Exception::Exception;
  ~InsufficientCreditsError() override;
};

/// HTTP 403.
class SEGMIND_EXPORT ForbiddenError : public Exception {
 public:
  using Exception::Exception;
  ~ForbiddenError() override;
};

/// HTTP 404.
class SEGMIND_EXPORT NotFoundError : public Exception {
 public:
  using Exception::Exception;
  ~NotFoundError() override;
};

/// HTTP 429.
class SEGMIND_EXPORT RateLimitedError : public Exception {
 public:
  using Exception::Exception;
  ~RateLimitedError() override;
};

/// HTTP 500.
class SEGMIND_EXPORT ServerError : public Exception {
 public:
  using Exception::Exception;
  ~ServerError() override;
};

/// HTTP 502.
class SEGMIND_EXPORT BadGatewayError : public Exception {
 public:
  using Exception::Exception;
  ~BadGatewayError() override;
};

/// HTTP 504.
class SEGMIND_EXPORT GatewayTimeoutError : public Exception {
 public:
  using Exception::Exception;
  ~GatewayTimeoutError() override;
};

/// Any status without a class of its own.
class SEGMIND_EXPORT HttpError : public Exception {
 public:
  using Exception::Exception;
  ~HttpError() override;
};

/// Name lookup, connection or TLS failed, or the exchange broke.
class SEGMIND_EXPORT ConnectionError : public Exception {
 public:
  using Exception::Exception;
  ~ConnectionError() override;
};

/// A limit of this client ran out.
class SEGMIND_EXPORT TimeoutError : public Exception {
 public:
  using Exception::Exception;
  ~TimeoutError() override;
};

/// The caller ended the call.
class SEGMIND_EXPORT CancelledError : public Exception {
 public:
  using Exception::Exception;
  ~CancelledError() override;
};

/// An answer that could not be understood, was cut short, or was too large.
class SEGMIND_EXPORT BadResponseError : public Exception {
 public:
  using Exception::Exception;
  ~BadResponseError() override;
};

/// The queue reports FAILED. Not charged.
class SEGMIND_EXPORT JobFailedError : public Exception {
 public:
  using Exception::Exception;
  ~JobFailedError() override;
};

/// The queue does not know the request id.
class SEGMIND_EXPORT JobExpiredError : public Exception {
 public:
  using Exception::Exception;
  ~JobExpiredError() override;
};

/// A local file could not be read or written. See Error::rescued.
class SEGMIND_EXPORT FileError : public Exception {
 public:
  using Exception::Exception;
  ~FileError() override;
};

/// ClientOptions::journal could not be read or written.
class SEGMIND_EXPORT JournalError : public Exception {
 public:
  using Exception::Exception;
  ~JournalError() override;
};

}  // namespace segmind
