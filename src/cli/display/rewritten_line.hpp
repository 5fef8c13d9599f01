#pragma once

#include <iostream>
#include <string>
#include <utility>

namespace segmind::cli {

/// A line on a terminal, the standard error, that is rewritten in place.
class RewrittenLine {
 public:
  void show(std::string text) {
    if (text == shown_) return;
    shown_ = std::move(text);
    // Return, no wrapping (?7l), erase the line. A line that wraps into the next row could not be erased.
    std::cerr << "\r\x1b[?7l\x1b[K" + shown_ + "\x1b[?7h" << std::flush;
  }

  /// Removes the line, so that something else can be printed.
  void clear() {
    if (!shown_.empty()) std::cerr << "\r\x1b[K" << std::flush;
    shown_.clear();
  }

 private:
  std::string shown_;
};

}  // namespace segmind::cli
