#include "sandbox/renderer.hpp"
namespace segmind::sandbox {
std::unique_ptr<ClipMaker> make_clip_maker(const Options&, Loop&, const Files&, const std::string&) {
  return std::make_unique<ShippedClips>("");
}
}
