#pragma once

#include <memory>
#include <string>

#include "net/curl.hpp"

namespace segmind::net {

/// A parsed address, for any number of exchanges. Parsing it for each exchange would be a sixth of a small exchange's
/// cost.
class Address {
 public:
  explicit Address(std::string text);  ///< Throws std::bad_alloc.

  const std::string& text() const noexcept { return text_; }
  /// Null when libcurl cannot parse the text. An exchange with such an address fails and says why.
  CURLU* parts() const noexcept { return parts_.get(); }
  bool is_loopback() const noexcept { return loopback_; }

 private:
  std::string text_;
  UrlHandle parts_;
  bool loopback_ = false;
};
using SharedAddress = std::shared_ptr<const Address>;

}  // namespace segmind::net
