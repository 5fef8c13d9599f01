#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace segmind::models {

enum class ReferenceName { image, video, character };

/// A place where a prompt calls a reference.
struct ReferenceCall {
  ReferenceName name = ReferenceName::image;
  std::size_t number = 0;  ///< As written, 0 to 99: the first reference is 1.
  bool is_sure = true;     ///< Written tightly, with a capital letter, or in a list: hardly by chance.
  std::string_view words;  ///< The call as the prompt has it, a part of the prompt.
};

/// Reads a prompt for its calls of references, each name and number once, in their order. Of several equal calls the
/// first sure one counts. Works in linear time, and returns at most 300 calls.
///
/// A call is a name and then a number: "Image1", "image 1", "IMAGE_1", "image-1", "image #1", "image[1]", "图1". The
/// names image and video are documented by the service, 图 and 视频 by resellers of the model; character was the name
/// of the model's older version. A plural begins a list: "Images 1 and 2", "images 1, 2 & 3", "videos 1-3".
///
/// A number that measures is no call: "1080p", "video 5 s", "image 2.5", "16:9", "video 2024". Neither is the name of a
/// file ("image1.png") nor an address on the web.
///
/// The prompt must be UTF-8, and must outlive the calls.
std::vector<ReferenceCall> reference_calls(std::string_view prompt);

}  // namespace segmind::models
