#pragma once

#include "segmind/c/segmind.h"

namespace segmind::c {

/// The library's object behind a value that the program hands back; null for null, and for a struct that the program
/// made itself.
template <typename Value, typename Shown>
const Value* behind(const Shown* shown) noexcept {
  return shown == nullptr ? nullptr : static_cast<const Value*>(shown->self);
}

template <typename Value, typename Shown>
void free_value(const Shown* shown) noexcept {
  delete behind<Value>(shown);
}

}  // namespace segmind::c
