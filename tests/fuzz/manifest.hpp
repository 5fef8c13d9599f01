#pragma once

#include <string>
#include <vector>

#include "cli/batch/manifest/fields.hpp"
#include "cli/batch/manifest/line.hpp"
#include "cli/batch/manifest/takes.hpp"
#include "fuzz.hpp"

namespace segmind::fuzz {

/// What `segmind batch` makes of the lines, up to the requests: it then tries the places of outputs on the disk.
inline void make_requests(const std::vector<cli::ManifestLine>& lines, cli::ManifestFormat format) {
  cli::Files files;
  std::size_t number = 0;
  for (const cli::ManifestLine& line : lines) {
    promise(line.number > number, "lines are told in their order");
    number = line.number;
    promise(line.value.is_null() || line.value.is_object(), "a line is an object");
    if (line.value.is_null()) continue;
    cli::Draft draft(files, format);
    for (const auto& [name, value] : line.value.items()) {
      try {
        if (name == "prompt") {
          draft.builder = Wan27R2VRequest::Builder(cli::text_of(name, value));
        } else {
          cli::take_field(draft, cli::our_name(name), value);
        }
      } catch (const cli::WrongField& wrong) {
        promise(text::is_utf8(wrong.what()), "a problem is UTF-8");
      }
    }
    if (!cli::problem_with_takes(draft).empty()) continue;
    for (const cli::LineTake& take : cli::takes_of(draft)) {
      const auto request = take.builder.try_build();
      if (request) continue;
      for (const Violation& violation : request.error().violations) {
        promise(!cli::field_in_manifest(format, violation.field).empty(), "a problem names its field");
      }
    }
  }
}

}  // namespace segmind::fuzz
