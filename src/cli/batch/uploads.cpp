#include "cli/batch/uploads.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/files/output_place.hpp"
#include "cli/interruptible.hpp"

namespace segmind::cli {
namespace {

/// What goes in one request, so that a line that breaks costs little.
struct Load {
  std::vector<std::string> paths;
  std::uintmax_t bytes = 0;

  bool has_room() const noexcept { return paths.size() < 16 && bytes < 16'000'000; }
};

}  // namespace

segmind::Result<void> upload_files(segmind::Client& client, BatchRun& run, BatchDisplay& display) {
  std::map<std::string, std::string> address_of;  // by the stand-in for it
  std::vector<std::pair<std::string, std::string>> files;
  for (const Clip& clip : run.clips()) {
    if (!run.is_to_be_sent(clip)) continue;
    for (const LocalReference& file : clip.wanted.files) {
      if (address_of.emplace(file.stand_in, "").second) files.emplace_back(file.stand_in, file.path);
    }
  }
  if (files.empty()) return {};
  display.say("Uploading " + std::to_string(files.size()) + (files.size() == 1 ? " file." : " files."));
  const segmind::CallOptions options = ended_by_interrupts();
  for (std::size_t done = 0; done < files.size();) {
    Load load;
    for (std::size_t i = done; i < files.size() && load.has_room(); ++i) {
      std::error_code none;
      const std::uintmax_t size = std::filesystem::file_size(std::filesystem::u8path(files[i].second), none);
      load.bytes += none ? 0 : size;
      load.paths.push_back(files[i].second);
    }
    const auto addresses = client.try_upload_all(load.paths, options);
    if (!addresses) return addresses.error();
    for (const std::string& address : *addresses) address_of[files[done++].first] = address;
  }
  run.put_addresses(address_of);
  display.say("Uploaded " + std::to_string(files.size()) + (files.size() == 1 ? " file." : " files."));
  return {};
}

}  // namespace segmind::cli
