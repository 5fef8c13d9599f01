#ifndef SEGMIND_C_EXPORT_H
#define SEGMIND_C_EXPORT_H

/* SEGMIND_C_STATIC is set by the CMake target and the pkg-config file of a static build. */
#if defined(SEGMIND_C_STATIC)
#  define SEGMIND_API
#elif defined(_WIN32)
#  if defined(SEGMIND_C_BUILDING)
#    define SEGMIND_API __declspec(dllexport)
#  else
#    define SEGMIND_API __declspec(dllimport)
#  endif
#else
#  define SEGMIND_API __attribute__((visibility("default")))
#endif

#endif
