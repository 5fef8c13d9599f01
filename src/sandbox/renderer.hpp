#pragma once

#include <memory>

#include "sandbox/clip_maker.hpp"
#include "sandbox/files.hpp"
#include "sandbox/loop.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// The clips that the options ask for: drawn by ffmpeg where it can be, the shipped one elsewhere. `files_url` is where
/// the files' own host will be; it may be filled in until the first clip is made.
std::unique_ptr<ClipMaker> make_clip_maker(const Options& options, Loop& loop, const Files& files,
                                           const std::string& files_url);

}  // namespace segmind::sandbox
