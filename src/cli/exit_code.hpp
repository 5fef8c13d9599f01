#pragma once

namespace segmind::cli {

/// How the program ends: a script may ask again after exit_refused alone and pays once.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;   ///< It is not all there, and may have been paid.
inline constexpr int exit_refused = 2;  ///< It is not there, and nothing was spent.
inline constexpr int exit_untold = 3;   ///< It is there, and standard output did not take what is printed about it.

}  // namespace segmind::cli
