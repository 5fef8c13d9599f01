#pragma once

// SEGMIND_JOURNAL_STATIC is set by the CMake target of a static engine.
#if defined(SEGMIND_JOURNAL_STATIC)
#  define SEGMIND_JOURNAL_EXPORT
#elif defined(_WIN32)
#  if defined(SEGMIND_JOURNAL_BUILDING)
#    define SEGMIND_JOURNAL_EXPORT __declspec(dllexport)
#  else
#    define SEGMIND_JOURNAL_EXPORT __declspec(dllimport)
#  endif
#else
#  define SEGMIND_JOURNAL_EXPORT __attribute__((visibility("default")))
#endif
