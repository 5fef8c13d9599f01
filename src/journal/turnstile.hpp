#pragma once

#include <condition_variable>
#include <mutex>

#include "journal/stored_journal.hpp"
#include "segmind/exception.hpp"

namespace segmind::journal {

/// Lets one thread at a time use a connection. A token ends the wait for it. (Not a timed mutex: ThreadSanitizer does
/// not see that it is locked.)
class Turnstile {
 public:
  class Pass {
   public:
    /// Waits. Throws the Exception of an interruption.
    Pass(Turnstile& turnstile, const CancellationToken& stop) : turnstile_(turnstile) {
      std::unique_lock lock(turnstile_.mutex_);
      while (turnstile_.is_taken_) {
        if (stop.is_cancelled()) raise(interrupted());
        turnstile_.free_.wait_for(lock, longest_nap);
      }
      turnstile_.is_taken_ = true;
    }
    ~Pass() {
      const std::lock_guard lock(turnstile_.mutex_);
      turnstile_.is_taken_ = false;
      turnstile_.free_.notify_one();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Turnstile& turnstile_;
  };

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool is_taken_ = false;
};

}  // namespace segmind::journal
