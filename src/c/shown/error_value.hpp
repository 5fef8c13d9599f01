#pragma once

#include <string>
#include <vector>

#include "c/shown/media_value.hpp"
#include "segmind/c/segmind.h"
#include "segmind/error.hpp"

namespace segmind::c {

/// An error as the program sees it.
struct ErrorValue : segmind_error {
  ErrorValue() noexcept : segmind_error() {}
  ErrorValue(const ErrorValue&) = delete;
  ErrorValue& operator=(const ErrorValue&) = delete;

  /// Without memory it shows less, and keeps the rescued bytes all the same.
  void take(Error&& failure) noexcept;

 private:
  void name_what_c_has() noexcept;
  void describe_in_words() noexcept;
  void show_violations() noexcept;

  Error error_;
  std::string description_;
  std::vector<segmind_violation> violations_;
  std::vector<const segmind_violation*> shown_violations_;
  MediaValue rescued_;
};

segmind_status status_of(ErrorKind kind) noexcept;
segmind_charge charge_of(Charge charge) noexcept;

/// The error of the exception that is being handled, which came before anything was sent.
Error error_of_current_exception() noexcept;

/// Where the error of a call goes. Its memory is there before the call begins.
class Report {
 public:
  explicit Report(segmind_error** target) noexcept;
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  ~Report();

  segmind_status fail(Error error) noexcept;

 private:
  segmind_error** target_;
  ErrorValue* value_;
};

}  // namespace segmind::c
