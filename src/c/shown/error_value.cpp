#include "c/shown/error_value.hpp"

#include <exception>
#include <new>
#include <utility>

#include "c/shown/c_names.hpp"
#include "c/shown/times.hpp"

namespace segmind::c {

segmind_status status_of(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::invalid_request: return SEGMIND_INVALID_REQUEST;
    case ErrorKind::spending_limit: return SEGMIND_SPENDING_LIMIT;
    case ErrorKind::misuse: return SEGMIND_MISUSE;
    case ErrorKind::bad_request: return SEGMIND_BAD_REQUEST;
    case ErrorKind::unauthorized: return SEGMIND_UNAUTHORIZED;
    case ErrorKind::insufficient_credits: return SEGMIND_INSUFFICIENT_CREDITS;
    case ErrorKind::forbidden: return SEGMIND_FORBIDDEN;
    case ErrorKind::not_found: return SEGMIND_NOT_FOUND;
    case ErrorKind::rate_limited: return SEGMIND_RATE_LIMITED;
    case ErrorKind::server_error: return SEGMIND_SERVER_ERROR;
    case ErrorKind::bad_gateway: return SEGMIND_BAD_GATEWAY;
    case ErrorKind::gateway_timeout: return SEGMIND_GATEWAY_TIMEOUT;
    case ErrorKind::http: return SEGMIND_HTTP;
    case ErrorKind::connection: return SEGMIND_CONNECTION;
    case ErrorKind::timeout: return SEGMIND_TIMEOUT;
    case ErrorKind::cancelled: return SEGMIND_CANCELLED;
    case ErrorKind::bad_response: return SEGMIND_BAD_RESPONSE;
    case ErrorKind::job_failed: return SEGMIND_JOB_FAILED;
    case ErrorKind::job_expired: return SEGMIND_JOB_EXPIRED;
    case ErrorKind::file: return SEGMIND_FILE;
    case ErrorKind::journal: return SEGMIND_JOURNAL;
    case ErrorKind::internal: break;
  }
  return SEGMIND_INTERNAL;
}

segmind_charge charge_of(Charge charge) noexcept {
  switch (charge) {
    case Charge::none: return SEGMIND_CHARGE_NONE;
    case Charge::possible: break;
    case Charge::charged: return SEGMIND_CHARGE_CHARGED;
  }
  return SEGMIND_CHARGE_POSSIBLE;
}

Error error_of_current_exception() noexcept {
  Error error;
  try {
    throw;
  } catch (const std::bad_alloc&) {
    error.message = "Out of memory.";
  } catch (const std::exception& exception) {
    try {
      error.message = exception.what();
    } catch (...) {
    }
  } catch (...) {
  }
  return error;
}

void ErrorValue::take(Error&& failure) noexcept {
  error_ = std::move(failure);
  name_what_c_has();
  size = sizeof(segmind_error);
  self = this;
  status = status_of(error_.kind);
  charge = charge_of(error_.charge);
  http_status = error_.http_status;
  attempts = error_.attempts;
  message = error_.message.c_str();
  request_id = error_.request_id.c_str();
  address = error_.address.c_str();
  retry_after_ms = error_.retry_after ? error_.retry_after->count() : -1;
  sent_at_ms = error_.sent_at ? ms_since_1970(*error_.sent_at) : 0;
  if (error_.rescued) {
    rescued_.share(error_.rescued);
    rescued = &rescued_;
  }
  describe_in_words();
  show_violations();
}

void ErrorValue::name_what_c_has() noexcept {
  try {
    error_.message = in_names_of_c(error_.message);
    for (Violation& violation : error_.violations) violation.message = in_names_of_c(violation.message);
  } catch (...) {
  }
}

void ErrorValue::describe_in_words() noexcept {
  description = message;
  try {
    description_ = in_names_of_c(error_.describe());
    description = description_.c_str();
  } catch (...) {
  }
}

void ErrorValue::show_violations() noexcept {
  try {
    for (const Violation& violation : error_.violations) {
      violations_.push_back(
          {sizeof(segmind_violation), violation.field.c_str(), violation.value.c_str(), violation.message.c_str()});
    }
    for (const segmind_violation& violation : violations_) shown_violations_.push_back(&violation);
    violations = shown_violations_.data();
    violation_count = shown_violations_.size();
  } catch (...) {
  }
}

namespace {

/// For a program without memory for one of its own. It has no self: nobody frees it.
segmind_error* the_error_without_memory() noexcept {
  static segmind_error error = [] {
    segmind_error made = {};
    made.size = sizeof made;
    made.status = SEGMIND_INTERNAL;
    made.charge = SEGMIND_CHARGE_POSSIBLE;
    made.message = made.description = "Out of memory.";
    made.request_id = made.address = "";
    made.retry_after_ms = -1;
    return made;
  }();
  return &error;
}

}  // namespace

Report::Report(segmind_error** target) noexcept
    : target_(target), value_(target == nullptr ? nullptr : new (std::nothrow) ErrorValue) {
  if (target_ != nullptr) *target_ = nullptr;
}

Report::~Report() { delete value_; }

segmind_status Report::fail(Error error) noexcept {
  const segmind_status status = status_of(error.kind);
  if (target_ == nullptr) return status;
  if (value_ == nullptr) {
    *target_ = the_error_without_memory();
    return SEGMIND_INTERNAL;
  }
  value_->take(std::move(error));
  *target_ = std::exchange(value_, nullptr);
  return status;
}

}  // namespace segmind::c
