#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "c/give.hpp"
#include "c/given/callback.hpp"
#include "segmind/c/segmind.h"
#include "segmind/operation.hpp"

/// A call under way, whatever it gives.
struct segmind_operation {
  explicit segmind_operation(const void* its_kind) noexcept : kind(its_kind) {}
  segmind_operation(const segmind_operation&) = delete;
  segmind_operation& operator=(const segmind_operation&) = delete;
  virtual ~segmind_operation() = default;

  virtual bool ready() const noexcept = 0;
  virtual bool wait_for(std::chrono::milliseconds limit) const = 0;
  virtual void cancel() const noexcept = 0;
  /// The callback frees this object.
  virtual void then(const segmind::c::SharedCallback<segmind_on_ready>& callback) = 0;

  const void* const kind;
};

namespace segmind::c {

/// Tells calls of one result from those of another.
template <typename T>
inline constexpr char kind_of = 0;

template <typename T>
class Call : public segmind_operation {
 public:
  Call() noexcept : segmind_operation(&kind_of<T>) {}

  void begin(Result<Operation<T>> begun) noexcept {
    if (begun) {
      operation_ = std::move(*begun);
    } else {
      here_.emplace(std::move(begun).error());
    }
  }

  bool ready() const noexcept override { return here_ || operation_.ready(); }
  bool wait_for(std::chrono::milliseconds limit) const override { return here_ || operation_.wait_for(limit); }
  void cancel() const noexcept override { operation_.cancel(); }

  void then(const SharedCallback<segmind_on_ready>& callback) override {
    if (here_) return (*callback)(static_cast<segmind_operation*>(this));
    operation_.then([this, callback](Result<T> result) {
      here_.emplace(std::move(result));
      (*callback)(static_cast<segmind_operation*>(this));
    });
  }

  /// Waits for the result; gives it once.
  Result<T> take() {
    if (taken_) {
      Error error = refusal("The result of this operation has been taken.");
      error.charge = Charge::possible;
      return error;
    }
    Result<T> result = here_ ? std::move(*here_) : operation_.try_get();
    taken_ = result.has_value() || result.error().kind != ErrorKind::misuse;
    return result;
  }

 private:
  Operation<T> operation_;
  std::optional<Result<T>> here_;
  bool taken_ = false;
};

/// Null only without memory; `make` returns a Result<Operation<T>>.
template <typename T, typename Make>
segmind_operation* begin(const Make& make) noexcept {
  std::unique_ptr<Call<T>> call(new (std::nothrow) Call<T>);
  if (call == nullptr) return nullptr;
  try {
    call->begin(make());
  } catch (...) {
    call->begin(error_of_current_exception());
  }
  return call.release();
}

/// The operation as a call that gives a T; null where it gives something else.
template <typename T>
Call<T>* as_call(segmind_operation* operation) noexcept {
  return operation->kind == &kind_of<T> ? static_cast<Call<T>*>(operation) : nullptr;
}

inline Error another_result() {
  Error error = refusal("This operation gives another kind of result.");
  error.charge = Charge::possible;
  return error;
}

template <typename T>
Result<T> take_from(segmind_operation* operation) {
  if (operation == nullptr) return missing("operation");
  Call<T>* const call = as_call<T>(operation);
  return call != nullptr ? call->take() : Result<T>(another_result());
}

}  // namespace segmind::c
