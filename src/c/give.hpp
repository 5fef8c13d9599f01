#pragma once

#include <memory>
#include <new>
#include <utility>

#include "c/given/sized.hpp"
#include "c/shown/error_value.hpp"
#include "c/shown/refusal.hpp"
#include "segmind/result.hpp"

// How what a function of the C++ face returned comes to the program. No exception leaves these.
namespace segmind::c {

inline Error missing(const char* name) { return refusal(std::string(name) + " is NULL."); }
inline Error missing_value(const char* name) {
  return refusal(std::string(name) + " is NULL, or not of the library's making.");
}

/// For what may be paid for: the value is allocated before `make` begins, and takes the result without allocating.
template <typename Value, typename Shown, typename Make>
segmind_status give(Shown** target, segmind_error** error, const Make& make) noexcept {
  Report report(error);
  try {
    if (target == nullptr) return report.fail(missing("the place for the result"));
    *target = nullptr;
    auto value = std::make_unique<Value>();
    auto result = make();
    if (!result) return report.fail(std::move(result).error());
    value->take(std::move(*result));
    *target = value.release();
    return SEGMIND_OK;
  } catch (...) {
    return report.fail(error_of_current_exception());
  }
}

/// For what costs nothing: `make` returns a Result with a pointer that owns the value.
template <typename Shown, typename Make>
segmind_status give_made(Shown** target, segmind_error** error, const Make& make) noexcept {
  Report report(error);
  try {
    if (target == nullptr) return report.fail(missing("the place for the result"));
    *target = nullptr;
    auto result = make();
    if (!result) return report.fail(std::move(result).error());
    *target = result->release();
    return SEGMIND_OK;
  } catch (...) {
    return report.fail(error_of_current_exception());
  }
}

/// For a struct of the program's: `make` returns a Result with the struct's values.
template <typename Sized, typename Make>
segmind_status give_filled(Sized* target, segmind_error** error, const Make& make) noexcept {
  Report report(error);
  try {
    if (target == nullptr) return report.fail(missing("the place for the result"));
    if (!has_size(*target)) return report.fail(without_size("the place for the result"));
    auto result = make();
    if (!result) return report.fail(std::move(result).error());
    fill(target, *result);
    return SEGMIND_OK;
  } catch (...) {
    return report.fail(error_of_current_exception());
  }
}

/// For a function that gives nothing but its status: `make` returns a Result<void>.
template <typename Make>
segmind_status give_nothing(segmind_error** error, const Make& make) noexcept {
  Report report(error);
  try {
    Result<void> result = make();
    return result ? SEGMIND_OK : report.fail(result.error());
  } catch (...) {
    return report.fail(error_of_current_exception());
  }
}

}  // namespace segmind::c
