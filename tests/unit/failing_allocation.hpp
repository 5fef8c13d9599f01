#pragma once

// Replaces the allocation functions of the program that includes it, once: any allocation can be made to fail.

#include <cstdlib>
#include <new>

/// The allocation that fails, counted down from here; below zero none does.
inline thread_local long allocations_until_failure = -1;
/// How many fail from there on.
inline thread_local long failures_in_a_row = 1;
inline thread_local long failures_left = 0;

// GCC inlines the functions below into callers and then takes malloc and free for a mismatch of operator new and
// delete.
#if defined(__GNUC__) && !defined(__clang__)
#  pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

void* operator new(std::size_t size) {
  if (allocations_until_failure >= 0 && allocations_until_failure-- == 0) failures_left = failures_in_a_row;
  if (failures_left > 0) {
    --failures_left;
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {  // a sanitizer's own would not call the other
  try {
    return operator new(size);
  } catch (...) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
