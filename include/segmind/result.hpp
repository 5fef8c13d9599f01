#pragma once

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "segmind/error.hpp"

namespace segmind {

namespace detail {
/// The error of results that had no memory for their own.
SEGMIND_EXPORT const Error& out_of_memory() noexcept;

inline Error* new_error(Error&& error) noexcept { return new (std::nothrow) Error(std::move(error)); }
inline const Error& known(const std::unique_ptr<Error>& error) noexcept { return error ? *error : out_of_memory(); }
}  // namespace detail

/// A value or an Error, as std::expected<T, Error>. value() throws the exception of the error where there is no value.
/// operator*, operator-> and error() check nothing: test the result first.
template <typename T>
class [[nodiscard]] Result {
 public:
  /// As std::expected has them.
  using value_type = T;
  using error_type = Error;

  /// A success, or a failure.
  Result(T value) : value_(std::move(value)) {}                                  // NOLINT: returns read naturally
  Result(Error error) noexcept : error_(detail::new_error(std::move(error))) {}  // NOLINT

  /// Whether it is a success.
  bool has_value() const noexcept { return value_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  /// The value. REQUIRES has_value().
  T& operator*() & noexcept { return *value_; }
  const T& operator*() const& noexcept { return *value_; }
  T&& operator*() && noexcept { return std::move(*value_); }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }

  /// The value. Throws the exception of the error.
  T& value() & { return need_value(), *value_; }
  const T& value() const& { return need_value(), *value_; }
  T&& value() && { return need_value(), std::move(*value_); }

  /// The value, or `other`.
  template <typename U>
  T value_or(U&& other) const& {
    return has_value() ? *value_ : static_cast<T>(std::forward<U>(other));
  }
  /// Likewise, moved out.
  template <typename U>
  T value_or(U&& other) && {
    return has_value() ? std::move(*value_) : static_cast<T>(std::forward<U>(other));
  }

  /// The error. REQUIRES !has_value().
  const Error& error() const& noexcept { return detail::known(error_); }
  Error error() && noexcept {
    if (error_) return std::move(*error_);
    return detail::out_of_memory();
  }

 private:
  void need_value() const {
    if (!has_value()) raise(error());
  }

  std::optional<T> value_{};
  std::unique_ptr<Error> error_{};
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  /// As std::expected has them.
  using value_type = void;
  using error_type = Error;

  /// A success, or a failure.
  Result() noexcept = default;
  Result(Error error) noexcept : failed_(true), error_(detail::new_error(std::move(error))) {}  // NOLINT

  /// Whether it is a success.
  bool has_value() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return has_value(); }
  /// Throws the exception of the error.
  void value() const {
    if (failed_) raise(error());
  }
  /// The error. REQUIRES !has_value().
  const Error& error() const& noexcept { return detail::known(error_); }
  Error error() && noexcept {
    if (error_) return std::move(*error_);
    return detail::out_of_memory();
  }

 private:
  bool failed_ = false;
  std::unique_ptr<Error> error_{};
};

}  // namespace segmind
