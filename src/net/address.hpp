#pragma once

#include <memory>
#include <string>

#include "net/curl.hpp"

namespace segmind::net {

/// An address that may be asked, read once.
///
/// libcurl would read it, and write it anew, for each exchange; that is a sixth of what a small one costs.
class Address {
 public:
  explicit Address(std::string text);  ///< Throws std::bad_alloc.

  const std::string& text() const noexcept { return text_; }
  /// Null when libcurl cannot read it; an exchange with it then says so.
  CURLU* parts() const noexcept { return parts_.get(); }
  bool is_loopback() const noexcept { return loopback_; }

 private:
  std::string text_;
  UrlHandle parts_;
  bool loopback_ = false;
};
using SharedAddress = std::shared_ptr<const Address>;

}  // namespace segmind::net
