#pragma once

#include <memory>
#include <optional>

#include "segmind/c/segmind.h"
#include "segmind/media.hpp"

namespace segmind::c {

/// A clip as the program sees it.
struct MediaValue : segmind_media {
  MediaValue() noexcept : segmind_media() {}
  MediaValue(const MediaValue&) = delete;
  MediaValue& operator=(const MediaValue&) = delete;

  /// Allocates nothing: the clip may be paid for.
  void take(Media&& media) noexcept;
  void share(std::shared_ptr<const Media> media) noexcept;

  const Media& media() const noexcept { return own_ ? *own_ : *shared_; }

 private:
  void show() noexcept;

  std::optional<Media> own_;
  std::shared_ptr<const Media> shared_;
};

}  // namespace segmind::c
