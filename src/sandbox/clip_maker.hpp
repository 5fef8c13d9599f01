#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sandbox/input.hpp"

namespace segmind::sandbox {

using Clip = std::shared_ptr<const std::string>;

/// Where clips come from.
class ClipMaker {
 public:
  virtual ~ClipMaker() = default;

  /// Makes a clip and gives it to `done`, at once or later, on the loop's thread.
  virtual void make(const Input& input, std::function<void(Clip)> done) = 0;

  /// Ends all work. `done` is not called from then on.
  virtual void stop() = 0;

  /// What a user should know about the clips; empty: all is well.
  virtual std::string notice() const = 0;
};

/// The same short clip, which says SANDBOX, for every request: where nothing can be drawn.
Clip shipped_clip();

class ShippedClips : public ClipMaker {
 public:
  explicit ShippedClips(std::string notice) : notice_(std::move(notice)) {}
  void make(const Input&, std::function<void(Clip)> done) override { done(shipped_clip()); }
  void stop() override {}
  std::string notice() const override { return notice_; }

 private:
  std::string notice_;
};

}  // namespace segmind::sandbox
