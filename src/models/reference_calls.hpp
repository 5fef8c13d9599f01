#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace segmind::models {

enum class ReferenceName { image, video, character };

/// A place where a prompt names a reference, such as "Image1".
struct ReferenceCall {
  ReferenceName name = ReferenceName::image;
  std::size_t number = 0;  ///< As written, 0 to 99. The first reference is 1.
  bool is_sure = true;     ///< Hardly a coincidence: written without a blank, with a capital letter, or in a list.
  std::string_view words;  ///< The call's text, a view into the prompt.
};

/// Finds the calls in a prompt, in order, each name and number once: the first sure call, else the first call. Linear
/// time; at most 300 calls. The prompt must be UTF-8 and must outlive the calls.
///
/// - A call is a name and a number: "Image1", "image 1", "IMAGE_1", "image-1", "image #1", "image[1]", "图1". A plural
///   begins a list: "Images 1 and 2", "images 1, 2 & 3", "videos 1-3".
/// - The names: image and video (documented), 图 and 视频 (resellers), character (the model's older version).
/// - No calls: measures and years ("video 5 s", "image 2.5", "video 2024"), file names ("image1.png"), web addresses.
std::vector<ReferenceCall> reference_calls(std::string_view prompt);

}  // namespace segmind::models
