#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace segmind {

template <typename Signature>
class Function;

/// A callable that can be copied and stored, as std::function is, without the 10,000 lines of <functional>.
///
/// Copies share the one callable that was given. An empty Function must not be called; test it first.
template <typename R, typename... Args>
class Function<R(Args...)> {
 public:
  Function() noexcept = default;
  Function(std::nullptr_t) noexcept {}  // NOLINT: "no callback" reads as nullptr

  template <typename F, typename = std::enable_if_t<!std::is_same_v<std::decay_t<F>, Function> &&
                                                    std::is_invocable_r_v<R, std::decay_t<F>&, Args...>>>
  Function(F&& callable)  // NOLINT: a lambda converts, as it does to std::function
      : target_(std::make_shared<std::decay_t<F>>(std::forward<F>(callable))),
        call_([](void* target, Args... args) -> R {
          return static_cast<R>((*static_cast<std::decay_t<F>*>(target))(std::forward<Args>(args)...));
        }) {}

  explicit operator bool() const noexcept { return call_ != nullptr; }

  R operator()(Args... args) const { return call_(target_.get(), std::forward<Args>(args)...); }

 private:
  std::shared_ptr<void> target_;
  R (*call_)(void*, Args...) = nullptr;
};

}  // namespace segmind
