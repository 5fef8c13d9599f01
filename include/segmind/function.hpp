#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace segmind {

template <typename Signature>
class Function;

/// A callable that can be copied and stored, as std::function is, without the 10,000 lines of `<functional>`.
///
/// Copies share one callable. A null pointer or an empty callable, such as an empty std::function, makes an empty
/// Function, which must not be called.
template <typename R, typename... Args>
class Function<R(Args...)> {
 public:
  /// Empty.
  Function() noexcept = default;
  Function(std::nullptr_t) noexcept {}  // NOLINT: "no callback" reads as nullptr

  /// Holds the callable, by a move or a copy.
  template <typename F, typename = std::enable_if_t<!std::is_same_v<std::decay_t<F>, Function> &&
                                                    std::is_invocable_r_v<R, std::decay_t<F>&, Args...>>>
  Function(F&& callable) {  // NOLINT: a lambda converts, as it does to std::function
    if (is_empty<std::decay_t<F>>(callable)) return;
    // Not make_shared: libstdc++'s has a GNU-unique symbol, and dlclose() unloads no plugin that holds such a symbol.
    target_ = std::shared_ptr<std::decay_t<F>>(new std::decay_t<F>(std::forward<F>(callable)));
    call_ = [](void* target, Args... args) -> R {
      return static_cast<R>((*static_cast<std::decay_t<F>*>(target))(std::forward<Args>(args)...));
    };
  }

  /// Whether there is a callable.
  explicit operator bool() const noexcept { return call_ != nullptr; }

  /// Calls the callable.
  R operator()(Args... args) const { return call_(target_.get(), std::forward<Args>(args)...); }

 private:
  template <typename F, typename = void>
  struct TellsIfEmpty : std::false_type {};
  template <typename F>
  struct TellsIfEmpty<F, std::void_t<decltype(std::declval<const F&>().operator bool())>> : std::true_type {};

  template <typename F>
  static bool is_empty(const F& callable) noexcept {
    if constexpr (std::is_pointer_v<F>) return callable == nullptr;
    if constexpr (TellsIfEmpty<F>::value) return !callable.operator bool();
    return false;
  }

  std::shared_ptr<void> target_{};
  R (*call_)(void*, Args...) = nullptr;
};

}  // namespace segmind
