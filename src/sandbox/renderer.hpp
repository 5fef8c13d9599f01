#pragma once

#include <memory>

#include "sandbox/clip_maker.hpp"
#include "sandbox/files.hpp"
#include "sandbox/loop.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// Makes the clips of these options: drawn by ffmpeg, or the shipped one where ffmpeg cannot. `files_url` may be set
/// until the first clip is made.
std::unique_ptr<ClipMaker> make_clip_maker(const Options& options, Loop& loop, const Files& files,
                                           const std::string& files_url);

}  // namespace segmind::sandbox
