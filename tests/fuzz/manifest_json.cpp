// Manifests of `segmind batch` in JSON Lines.

#include "cli/batch/manifest/encoding.hpp"
#include "manifest.hpp"

namespace segmind::fuzz {

FUZZ(manifest_json, input) {
  const bool is_taken = cli::problem_with_encoding(input).empty();
  if (!text::is_utf8(input)) return;  // refused, but for what only a JSON reader finds
  promise(is_taken || input.find('\0') != input.npos, "UTF-8 is taken");
  make_requests(cli::read_json_lines(input), cli::ManifestFormat::json_lines);
}

}  // namespace segmind::fuzz
