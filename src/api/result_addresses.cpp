#include "api/result_addresses.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "api/limits.hpp"
#include "text/ascii.hpp"
#include "text/number.hpp"

namespace segmind::api {
namespace {

constexpr int deepest = 4;

// In the order of preference.
constexpr std::array names{"output", "video", "videos", "video_url", "url",   "result",   "results",
                           "data",   "image", "images", "image_url", "audio", "audio_url"};

enum class Rank { film_by_type, film_by_ending, unknown, no_film };

bool begins_with(std::string_view text, std::string_view lower_case) noexcept {
  return text.size() >= lower_case.size() && std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                                                        [](char want, char is) { return want == text::lower(is); });
}

bool is_data(std::string_view text) noexcept { return begins_with(text, "data:") && text.find(',') != text.npos; }

// So that who decodes it knows one spelling.
std::string with_lower_case_head(std::string_view data) {
  std::string address(data);
  std::transform(address.begin(), address.begin() + static_cast<std::ptrdiff_t>(data.find(',')), address.begin(),
                 [](char c) { return text::lower(c); });
  return address;
}

// Control characters are refused, because they could truncate the address. Blanks are accepted behind the host.
bool is_web_address(std::string_view text) noexcept {
  const std::size_t scheme = begins_with(text, "https://") ? 8 : begins_with(text, "http://") ? 7 : text.size();
  if (text.size() == scheme || text.size() > limits::max_address_bytes) return false;
  if (text.find(' ') < text.find_first_of("/?#", scheme)) return false;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

std::string encoded(std::string_view address) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string plain;
  for (const char c : address) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x80) {
      plain += c;
    } else {
      plain += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return plain;
}

Rank rank_of(std::string_view address, std::string_view type) {
  if (is_data(address)) type = address.substr(5);
  if (begins_with(type, "video/")) return Rank::film_by_type;
  if (begins_with(type, "image/") || begins_with(type, "audio/")) return Rank::no_film;
  address = address.substr(0, address.find_first_of("?#"));
  const std::string_view ending = address.substr(std::min(address.rfind('.'), address.size()));
  for (const char* film : {".mp4", ".mov", ".m4v", ".webm"}) {
    if (begins_with(ending, film)) return Rank::film_by_ending;
  }
  for (const char* other : {".png", ".jpg", ".jpeg", ".webp", ".gif", ".wav", ".mp3", ".json", ".txt"}) {
    if (begins_with(ending, other)) return Rank::no_film;
  }
  return Rank::unknown;
}

ResultAddress::Named named(Rank rank) noexcept {
  switch (rank) {
    case Rank::film_by_type:
    case Rank::film_by_ending: return ResultAddress::Named::film;
    case Rank::no_film: return ResultAddress::Named::other;
    case Rank::unknown: break;
  }
  return ResultAddress::Named::nothing;
}

class Collector {
 public:
  void look_into(const text::Json& object, int depth) {
    for (const char* name : names) {
      if (const text::Json* inner = text::member(object, name)) look_at(*inner, "", depth + 1);
    }
  }

  std::vector<ResultAddress> take() {
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<ResultAddress> addresses;
    for (auto& [rank, address] : found_) {
      const auto is_same = [&text = address](const ResultAddress& known) { return known.text == text; };
      if (std::none_of(addresses.begin(), addresses.end(), is_same))
        addresses.push_back({std::move(address), named(rank)});
    }
    return addresses;
  }

  void look_at(const text::Json& value, const std::string& type, int depth) {
    if (depth > deepest || found_.size() >= limits::max_addresses) return;
    if (value.is_string()) {
      add(text::trim(value.get_ref<const std::string&>()), type);
    } else if (value.is_array()) {
      for (const text::Json& element : value) look_at(element, type, depth + 1);
    } else if (value.is_object()) {
      const std::string own_type = text::text_of(text::member(value, "content_type")).value_or(type);
      if (const text::Json* url = text::member(value, "url"); url != nullptr && url->is_string()) {
        return look_at(*url, own_type, depth + 1);
      }
      look_into(value, depth);
    }
  }

 private:
  void add(std::string_view text, const std::string& type) {
    if (is_data(text)) {
      found_.emplace_back(rank_of(text, type), with_lower_case_head(text));
    } else if (is_web_address(text)) {
      found_.emplace_back(rank_of(text, type), encoded(text));
    }
  }

  std::vector<std::pair<Rank, std::string>> found_;
};

}  // namespace

std::vector<ResultAddress> addresses_in(const text::Json& root) {
  Collector collector;
  if (root.is_object()) collector.look_into(root, 0);
  return collector.take();
}

std::vector<ResultAddress> addresses_at(const text::Json& value) {
  Collector collector;
  collector.look_at(value, "", 0);
  return collector.take();
}

}  // namespace segmind::api
