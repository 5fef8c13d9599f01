#include "cli/files/reference_file.hpp"

#include <algorithm>
#include <filesystem>

#include "cli/display/figures.hpp"

namespace segmind::cli {

namespace fs = std::filesystem;

namespace {

using segmind::ReferenceKind;

struct Limit {
  const char* what;
  std::uintmax_t megabytes;  // from resellers of the model
};

Limit limit_of(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::image: return {"pictures", 20};
    case ReferenceKind::voice: return {"voices", 15};
    case ReferenceKind::video:
    case ReferenceKind::any: break;
  }
  return {"films", 100};
}

}  // namespace

// Without a scheme a reference can only be a path; with one, the library says what is wrong with it.
bool is_local_file(const std::string& reference) {
  return !reference.empty() && reference.find("://") == std::string::npos && reference.rfind("data:", 0) != 0;
}

std::vector<std::string> problems_with_file(const std::string& path, ReferenceKind used_as) {
  std::error_code none;
  const fs::file_status there = fs::status(fs::u8path(path), none);
  if (!fs::exists(there)) return {"is neither a file that exists nor an address"};
  if (!fs::is_regular_file(there)) return {"is a folder or a device, not a file"};
  std::vector<std::string> problems;
  if (const auto checked = segmind::Client::try_check_uploads({{path, used_as}}); !checked) {
    for (const segmind::Violation& violation : checked.error().violations) problems.push_back(violation.message);
    if (problems.empty()) problems.push_back(checked.error().message);
  }
  return problems;
}

std::string advice_on_size(const std::string& path, ReferenceKind used_as) {
  std::error_code none;
  const std::uintmax_t size = fs::file_size(fs::u8path(path), none);
  const Limit limit = limit_of(used_as);
  if (none || size <= limit.megabytes * 1'000'000) return "";
  return "The file has " + size_text(size) + "; resellers of the model take " + limit.what + " of up to " +
         std::to_string(limit.megabytes) +
         " MB. The service may fail, and may charge for that: a smaller file is safer.";
}

std::string extension_of(const std::string& path) {
  const std::string extension = fs::u8path(path).extension().u8string();
  const auto is_plain = [](char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); };
  return extension.size() > 1 && std::all_of(extension.begin() + 1, extension.end(), is_plain) ? extension : "";
}

}  // namespace segmind::cli
