#pragma once

#include <string>
#include <vector>

#include "sandbox/input.hpp"
#include "sandbox/references.hpp"

namespace segmind::sandbox {

/// The tools for drawing.
struct Tools {
  std::string ffmpeg;
  std::string bold_font;  ///< Files; both empty: no text can be drawn.
  std::string plain_font;
};

/// The formats in which ffmpeg may read a reference. Others, such as playlists, could make it open further files.
std::string formats_of(ReferenceKind kind);

/// The ffmpeg command that draws a request's clip into `output`. Writes the clip's texts into `folder`.
std::vector<std::string> drawing_command(const Tools& tools, const Input& input,
                                         const std::vector<Reference>& references, const std::string& folder,
                                         const std::string& output);

/// Text in lines of at most `columns` characters, at most `lines` of them; what does not fit ends in an ellipsis.
std::string wrapped(const std::string& utf8, std::size_t columns, std::size_t lines);

}  // namespace segmind::sandbox
