#pragma once

// SEGMIND_SANDBOX_STATIC is set by the CMake target of a static build.
#if defined(SEGMIND_SANDBOX_STATIC)
#  define SEGMIND_SANDBOX_EXPORT
#elif defined(_WIN32)
#  if defined(SEGMIND_SANDBOX_BUILDING)
#    define SEGMIND_SANDBOX_EXPORT __declspec(dllexport)
#  else
#    define SEGMIND_SANDBOX_EXPORT __declspec(dllimport)
#  endif
#else
#  define SEGMIND_SANDBOX_EXPORT __attribute__((visibility("default")))
#endif
