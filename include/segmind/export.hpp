#pragma once

// SEGMIND_STATIC is set by the CMake target and the pkg-config file of a static build.
#if defined(SEGMIND_STATIC)
#  define SEGMIND_EXPORT
#elif defined(_WIN32)
#  if defined(SEGMIND_BUILDING)
#    define SEGMIND_EXPORT __declspec(dllexport)
#  else
#    define SEGMIND_EXPORT __declspec(dllimport)
#  endif
#else
#  define SEGMIND_EXPORT __attribute__((visibility("default")))
#endif
