#pragma once

#include <chrono>

namespace segmind::net {

/// What may be inside TLS, which is torn down at the program's exit.
class RestsAtProgramEnd {
 public:
  /// Loops rest first: what they still ask of others is done afterwards.
  enum class Turn { loops, others };

  /// Once the program has ended: begins nothing any more.
  virtual void close() noexcept = 0;
  /// Waits at most `longest` until no thread is inside.
  virtual void rest(std::chrono::milliseconds longest) noexcept = 0;

 protected:
  RestsAtProgramEnd() = default;
  virtual ~RestsAtProgramEnd() = default;
};

/// Registers it: rest() is called on it at the program's exit. After that, closes it at once. Throws std::bad_alloc.
void rest_at_program_end(RestsAtProgramEnd& one, RestsAtProgramEnd::Turn turn);
/// Unregisters it. Waits while its rest() is running.
void no_longer_rests_at_program_end(RestsAtProgramEnd& one) noexcept;

/// For atexit(): calls rest() on all that are registered in this process.
void rest_all() noexcept;

}  // namespace segmind::net
