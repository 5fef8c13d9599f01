#pragma once

// SEGMIND_STATIC is set by the CMake target and the pkg-config file of a static build.
#if defined(SEGMIND_STATIC)
#  define SEGMIND_EXPORT
#  define SEGMIND_HIDDEN
#elif defined(_WIN32)
#  if defined(SEGMIND_BUILDING)
#    define SEGMIND_EXPORT __declspec(dllexport)
#  else
#    define SEGMIND_EXPORT __declspec(dllimport)
#  endif
#  define SEGMIND_HIDDEN
#else
#  define SEGMIND_EXPORT __attribute__((visibility("default")))
#  define SEGMIND_HIDDEN \
    __attribute__((visibility("hidden")))  // a member of an exported class that programs cannot use
#endif
