#pragma once

#include <cstddef>
#include <string_view>

#include "net/exchange.hpp"

namespace segmind::net {

/// Parses an answer's head, line by line.
class HeadReader {
 public:
  enum class Line {
    part,      ///< The head goes on.
    last,      ///< The head is complete.
    too_large  ///< The heads so far exceed 64 KB.
  };
  Line take(std::string_view line);  ///< Throws std::bad_alloc.
  /// The complete head. The caller sets its status.
  Head& head() noexcept { return head_; }

 private:
  Head head_;
  bool in_head_ = false;
  std::size_t bytes_ = 0;
};

}  // namespace segmind::net
