#pragma once

#include <iostream>
#include <string>
#include <utility>

namespace segmind::cli {

/// A line on a terminal, the standard error, that is shown again and again with other words.
class RewrittenLine {
 public:
  void show(std::string text) {
    if (text == shown_) return;
    shown_ = std::move(text);
    // Back to the start, and the old one is wiped. In a narrow window its end is cut off: a line that
    // went on in the next row could not be taken back.
    std::cerr << "\r\x1b[?7l\x1b[K" + shown_ + "\x1b[?7h" << std::flush;
  }

  /// Takes the line away, so that something else can be printed.
  void clear() {
    if (!shown_.empty()) std::cerr << "\r\x1b[K" << std::flush;
    shown_.clear();
  }

 private:
  std::string shown_;
};

}  // namespace segmind::cli
