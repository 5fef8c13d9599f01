#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

namespace segmind::call {

/// What is kept of an answer's body, which may be as long as a stranger likes.
class BoundedText {
 public:
  explicit BoundedText(std::size_t most) noexcept : most_(most) {}

  /// Keeps what there is room for; false when that is not all. Throws std::bad_alloc.
  bool add(const std::byte* data, std::size_t size) {
    const std::size_t room = most_ - text_.size();
    text_.append(reinterpret_cast<const char*>(data), std::min(room, size));
    return size <= room;
  }

  void clear() noexcept { text_.clear(); }
  const std::string& text() const noexcept { return text_; }

 private:
  std::size_t most_;
  std::string text_;
};

}  // namespace segmind::call
