#pragma once

#include <memory>
#include <new>

namespace segmind::c {

/// A callback of the program: function, user_data and destroy. Calls destroy once, at its own end.
template <typename Given>
class Callback {
 public:
  explicit Callback(const Given& given) noexcept : given_(given) {}
  Callback(const Callback&) = delete;
  Callback& operator=(const Callback&) = delete;
  ~Callback() {
    if (given_.destroy != nullptr) given_.destroy(given_.user_data);
  }

  explicit operator bool() const noexcept { return given_.function != nullptr; }

  template <typename... Arguments>
  auto operator()(Arguments... arguments) const {
    return given_.function(given_.user_data, arguments...);
  }

 private:
  const Given given_;
};

template <typename Given>
using SharedCallback = std::shared_ptr<const Callback<Given>>;

/// Null without memory; the callback is destroyed then.
template <typename Given>
SharedCallback<Given> keep(const Given& given) noexcept {
  const auto* callback = new (std::nothrow) Callback<Given>(given);
  if (callback == nullptr) {
    const Callback<Given> ended(given);
    return nullptr;
  }
  try {
    return SharedCallback<Given>(callback);
  } catch (...) {
    return nullptr;  // shared_ptr has deleted it
  }
}

}  // namespace segmind::c
