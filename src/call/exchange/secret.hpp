#pragma once

#include <string>
#include <string_view>

namespace segmind::call {

/// The API key. Only header() reveals it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string key) : key_(std::move(key)) {}

  std::string header() const { return "x-api-key: " + key_; }

  /// Removes the key and long prefixes of it from a text. A service may repeat the key in an error, an address or a
  /// header, and the text may be truncated within the key.
  std::string scrub(std::string text) const;
  bool is_in(std::string_view text) const noexcept;
  /// Whether the text has the key, or had it before scrub().
  bool is_shown_in(std::string_view text) const noexcept { return is_in(text) || text.find(mark) != text.npos; }

 private:
  static constexpr std::string_view mark = "[key]";

  std::string key_;
};

}  // namespace segmind::call
