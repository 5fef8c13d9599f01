#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/exchange.hpp"

namespace segmind::call {

/// The version of a file, as its server describes it.
struct FileVersion {
  std::string validator;               ///< A strong ETag, or else Last-Modified; empty: neither was sent.
  std::optional<std::uint64_t> total;  ///< The file's size.

  /// Whether a download may go on with bytes of this version: it can be told from others.
  bool can_be_resumed() const noexcept { return !validator.empty() || total.has_value(); }
  bool operator==(const FileVersion& other) const { return validator == other.validator && total == other.total; }

  std::string to_text() const;
  static FileVersion from_text(std::string_view text);

  /// The version that a 200 begins to send.
  static FileVersion of(const net::Head& head);
};

/// Whether a 206 begins at that byte of that version.
bool goes_on(const net::Head& head, std::uint64_t at, const FileVersion& version);

/// The size of the whole file, from a 206.
std::optional<std::uint64_t> total_of_part(const net::Head& head);

}  // namespace segmind::call
