#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/exchange.hpp"

namespace segmind::call {

/// Which version of a file some bytes belong to, as the server tells it.
struct FileVersion {
  std::string validator;               ///< A strong ETag, else Last-Modified; empty when the server gives neither.
  std::optional<std::uint64_t> total;  ///< Its size.

  /// Bytes of a version that cannot be told from another are not to be gone on with.
  bool can_be_resumed() const noexcept { return !validator.empty() || total.has_value(); }
  bool operator==(const FileVersion& other) const { return validator == other.validator && total == other.total; }

  std::string to_text() const;
  static FileVersion from_text(std::string_view text);

  /// The version that a 200 begins to send.
  static FileVersion of(const net::Head& head);
};

/// Whether a 206 goes on at that byte of that version.
bool goes_on(const net::Head& head, std::uint64_t at, const FileVersion& version);

/// The size of the whole file, as a 206 tells it.
std::optional<std::uint64_t> total_of_part(const net::Head& head);

}  // namespace segmind::call
