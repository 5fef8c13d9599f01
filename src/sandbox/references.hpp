#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sandbox/files.hpp"
#include "sandbox/input.hpp"

namespace segmind::sandbox {

enum class ReferenceKind { image, video, voice };

/// A reference of a request, fetched or not.
struct Reference {
  ReferenceKind kind = ReferenceKind::image;
  std::string name;  ///< As prompts call it: Image1.
  std::string address;
  std::shared_ptr<const std::string> bytes;  ///< Null: not fetched.
  std::string why_not;                       ///< Why it was not fetched, in a word or two.
  std::string detail;                        ///< The host that it was to come from.
  std::string file;                          ///< The file with the bytes, for ffmpeg; empty: a placeholder is drawn.
};

/// Fetches the references of a request, from this machine alone: the files' own host, or http at a loopback address.
/// Redirects are not followed. Blocks; for a thread beside the loop.
std::vector<Reference> fetch_references(const Input& input, const Files& files, const std::string& files_url);

}  // namespace segmind::sandbox
