#include "sandbox/files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "sandbox/http_date.hpp"

namespace segmind::sandbox {
namespace {

std::string_view extension_of(std::string_view content_type) {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"video/mp4", ".mp4"},   {"video/quicktime", ".mov"}, {"image/jpeg", ".jpg"}, {"image/png", ".png"},
      {"image/webp", ".webp"}, {"image/bmp", ".bmp"},       {"audio/wav", ".wav"},  {"audio/x-wav", ".wav"},
      {"audio/mpeg", ".mp3"},  {"audio/mp3", ".mp3"},
  };
  for (const auto& [type, extension] : known) {
    if (same_name(content_type, type)) return extension;
  }
  return ".bin";
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

enum class RangeKind { whole, part, unsatisfiable };

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A single range. Several, or an unreadable one, ask for the whole file.
RangeKind read_range(std::string_view text, std::uint64_t size, Range& range) {
  constexpr std::string_view unit = "bytes=";
  if (text.substr(0, unit.size()) != unit || text.find(',') != text.npos) return RangeKind::whole;
  text.remove_prefix(unit.size());
  const auto dash = text.find('-');
  if (dash == text.npos) return RangeKind::whole;
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  if (dash == 0) {
    if (!last) return RangeKind::whole;
    if (*last == 0 || size == 0) return RangeKind::unsatisfiable;
    range = {size - std::min(*last, size), size - 1};
    return RangeKind::part;
  }
  if (!first || (!last && dash + 1 != text.size()) || (last && *last < *first)) return RangeKind::whole;
  if (*first >= size) return RangeKind::unsatisfiable;
  range = {*first, last ? std::min(*last, size - 1) : size - 1};
  return RangeKind::part;
}

}  // namespace

Files::File Files::make(std::shared_ptr<const std::string> bytes, const std::string& content_type) {
  File file;
  char tag[32];
  std::snprintf(tag, sizeof tag, "\"%llx-%zx\"", static_cast<unsigned long long>(next_++), bytes->size());
  file.tag = tag;
  file.bytes = std::move(bytes);
  file.content_type = content_type;
  file.modified = std::time(nullptr);
  file.stored = std::chrono::steady_clock::now();
  return file;
}

std::string Files::add(std::shared_ptr<const std::string> bytes, const std::string& content_type) {
  const std::lock_guard<std::mutex> lock(mutex_);
  char name[32];
  std::snprintf(name, sizeof name, "/files/%08llx", static_cast<unsigned long long>(next_));
  std::string path = std::string(name).append(extension_of(content_type));
  files_[path] = make(std::move(bytes), content_type);
  return path;
}

bool Files::replace(const std::string& path, std::shared_ptr<const std::string> bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto it = files_.find(path);
  if (it == files_.end()) return false;
  it->second = make(std::move(bytes), it->second.content_type);
  return true;
}

std::optional<Files::File> Files::find(const std::string& path) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  // What follows the file's own path is a name for people.
  constexpr std::string_view folder = "/files/";
  const auto it = files_.find(path.substr(0, path.find('/', folder.size())));
  if (it == files_.end() || std::chrono::steady_clock::now() - it->second.stored > lifetime_) return std::nullopt;
  return it->second;
}

Answer Files::serve(const Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") return html_answer(405);
  const auto file = find(request.path);
  if (!file) return html_answer(404);

  Answer answer;
  answer.set("Content-Type", file->content_type);
  if (ranges_) answer.set("Accept-Ranges", "bytes");
  if (validators_) {
    answer.set("ETag", file->tag);
    answer.set("Last-Modified", http_date(file->modified));
    if (request.header("If-None-Match") == file->tag) {
      answer.status = 304;
      return answer;
    }
  }

  const auto size = file->bytes->size();
  const auto if_range = request.header("If-Range");
  const bool same =
      if_range.empty() || (validators_ && (if_range == file->tag || if_range == http_date(file->modified)));
  Range range;
  const auto kind =
      ranges_ && same && request.has("Range") ? read_range(request.header("Range"), size, range) : RangeKind::whole;
  if (kind == RangeKind::unsatisfiable) {
    answer.status = 416;
    answer.set("Content-Range", "bytes */" + std::to_string(size));
  } else if (kind == RangeKind::part) {
    answer.status = 206;
    answer.set("Content-Range",
               "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" + std::to_string(size));
    answer.body = Body::of(file->bytes, range.first, range.last - range.first + 1);
  } else {
    answer.body = Body::of(file->bytes);
  }
  return answer;
}

}  // namespace segmind::sandbox
