#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>

#include "c/shown/refusal.hpp"

namespace segmind::c {

/// No struct of this face is so large: a greater size was never set.
inline constexpr std::size_t largest_size = 4096;

template <typename T>
bool has_size(const T& object) noexcept {
  return object.size >= sizeof(object.size) && object.size <= largest_size;
}

inline Error without_size(const char* name) {
  return refusal(std::string(name) + ": its size is not set. Begin with SEGMIND_INIT.");
}

/// Reads options of a program that was compiled with other headers: what is missing counts as 0. What this library does
/// not know must be 0, because ignoring it might cost money. `given` may be null.
template <typename T>
std::optional<Error> read(const T* given, T& options, const char* name) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::memset(&options, 0, sizeof options);
  options.size = sizeof options;
  if (given == nullptr) return std::nullopt;
  if (!has_size(*given)) return without_size(name);
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  if (std::any_of(bytes + std::min(given->size, sizeof options), bytes + given->size,
                  [](unsigned char byte) { return byte != 0; })) {
    return refusal(std::string(name) + ": a field is set that this version of the library does not know.");
  }
  std::memcpy(&options, bytes, std::min(given->size, sizeof options));
  options.size = sizeof options;
  return std::nullopt;
}

/// Fills the struct of such a program: as much as it has room for, and 0 where it has more.
template <typename T>
void fill(T* target, const T& values) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  const std::size_t size = target->size;
  std::memset(target, 0, size);
  std::memcpy(target, &values, std::min(size, sizeof values));
  target->size = size;
}

}  // namespace segmind::c
