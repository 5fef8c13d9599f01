#include "sandbox/models/catalogue.hpp"

#include "sandbox/models/p_image.hpp"
#include "sandbox/models/wan22_t2v_fast.hpp"
#include "sandbox/models/wan27_r2v.hpp"

namespace segmind::sandbox {

Catalogue::Catalogue(ClipMaker& clips, const Options& options) {
  add("wan2.7-r2v", wan27_r2v(clips, options));
  add("wan-2.2-t2v-fast", wan22_t2v_fast(clips));
  add("p-image", p_image());
}

const Model* Catalogue::find(std::string_view slug) const {
  const auto found = models_.find(slug);
  return found == models_.end() ? nullptr : &found->second;
}

}  // namespace segmind::sandbox
