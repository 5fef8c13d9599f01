#include "net/address.hpp"

#include <new>
#include <optional>
#include <utility>

#include "web/address.hpp"

namespace segmind::net {

Address::Address(std::string text) : text_(std::move(text)), parts_(curl_url()) {
  if (!parts_) throw std::bad_alloc();
  switch (curl_url_set(parts_.get(), CURLUPART_URL, text_.c_str(), 0)) {
    case CURLUE_OK:
      if (const auto url = web::parse_url(text_)) loopback_ = url->is_loopback();
      return;
    case CURLUE_OUT_OF_MEMORY: throw std::bad_alloc();
    default: parts_.reset();
  }
}

}  // namespace segmind::net
