#pragma once

#include <cstddef>
#include <string_view>

#include "net/exchange.hpp"

namespace segmind::net {

/// Puts an answer's head together from its lines.
class HeadReader {
 public:
  enum class Line {
    part,      ///< Of the head.
    last,      ///< The head is complete.
    too_large  ///< The head is larger than any real one.
  };
  Line take(std::string_view line);  ///< Throws std::bad_alloc.
  /// The head that has been completed. Its status is for the caller to set.
  Head& head() noexcept { return head_; }

 private:
  Head head_;
  bool in_head_ = false;
  std::size_t bytes_ = 0;
};

}  // namespace segmind::net
