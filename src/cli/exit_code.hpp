#pragma once

namespace segmind::cli {

/// How the program ends. After exit_refused, and after no other code, a script may run it again and pays once.
inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;   ///< Something is missing and may have been paid for.
inline constexpr int exit_refused = 2;  ///< Nothing was made, and nothing was spent.
inline constexpr int exit_untold = 3;   ///< All is there, but could not be printed to the standard output.

}  // namespace segmind::cli
