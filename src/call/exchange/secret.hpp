#pragma once

#include <string>
#include <string_view>

namespace segmind::call {

/// The key. Goes into one header and into nothing else.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string key) : key_(std::move(key)) {}

  std::string header() const { return "x-api-key: " + key_; }

  /// Takes the key, and every long beginning of it, out of a text that came from elsewhere: a service may repeat it in
  /// an error, an address or a header, and a cut may go through it.
  std::string scrub(std::string text) const;
  bool is_in(std::string_view text) const noexcept;
  /// The key is in the text, or was before scrub().
  bool is_shown_in(std::string_view text) const noexcept { return is_in(text) || text.find(mark) != text.npos; }

 private:
  static constexpr std::string_view mark = "[key]";

  std::string key_;
};

}  // namespace segmind::call
