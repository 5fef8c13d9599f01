#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace segmind::models {

enum class ReferenceKind { image, video };

/// A place where a prompt calls a reference.
struct ReferenceCall {
  ReferenceKind kind = ReferenceKind::image;
  std::size_t number = 0;   ///< As written: the first reference is 1.
  bool by_own_name = true;  ///< The service's name or the model's, in any spelling; else what people say instead.
  bool is_sure = true;      ///< Joined tightly, written with a capital letter, or in a list: hardly by chance.
  std::string_view words;   ///< What the prompt has there, a part of it.
};

/// Reads a prompt for its calls of references, each once (for each kind, number and sort of name), in their order. Of
/// several that are alike, the first sure one is told.
///
/// A call is a name and then a number in digits of any script, 0 to 99:
///
/// 1. The own names are image and video, documented by the service, and the Chinese 图 and 视频, documented by others
///    who sell the same model. Case and width do not matter. Other names are what people say instead: picture, photo,
///    Bild, imagen, изображение, 画像. All of them stand in prompt_words.cpp.
/// 2. A name begins where no letter of its script stands before it: "imagery1" and "preimage1" are none, "让Image1" and
///    "l'image 1" are. 图 alone must not be the end of another word (地图: map).
/// 3. Joined tightly ("Image1", "IMAGE_1", "image-1", "image #1", "image no. 1", "image[1]"), an own name in letters is
///    a call whatever follows.
/// 4. Joined loosely, by one or two blanks on the same line, or under another name, it is none
///    - when the number counts or measures: "image 2 metres wide", "in image 3 ways", "video 5 s", "图2张", "16:9",
///      "1.5", "50%", "3 x 4";
///    - after an indefinite article, with at most one word between: "a still image 3 wolves", unless it is written with
///      a capital letter.
/// 5. It is never one when a letter follows the number ("1080p", "3D"; but "Image1s Hut" is German), when the number
///    has three digits or more ("video 2024"), or in the name of a file or an address on the web ("image1.png").
/// 6. A plural begins a list, of two numbers or more: "Images 1 and 2", "images 1, 2 & 3", "videos 1-3".
/// 7. After Chinese names 一 to 五 are numbers too, where what follows shows it ("图一中", but not "视频一直").
///
/// Ordinals ("the first image") and words for numbers ("image one") are not read. What stands in quotation marks is
/// read like all else. The prompt must be UTF-8; the answer points into it.
std::vector<ReferenceCall> reference_calls(std::string_view prompt);

}  // namespace segmind::models
