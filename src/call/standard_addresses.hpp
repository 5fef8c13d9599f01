#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "api/endpoints.hpp"
#include "net/address.hpp"

namespace segmind::call {

/// The addresses that a client asks again and again, read once.
struct StandardAddresses {
  /// Neither address has a slash at its end.
  StandardAddresses(const std::string& base_url, const std::string& storage_url)
      : generate(at(base_url, api::generate_path)),
        submit(at(base_url, api::submit_path)),
        credits(at(base_url, api::credits_path)),
        upload(at(storage_url, api::upload_path)) {}

  net::SharedAddress generate;
  net::SharedAddress submit;
  net::SharedAddress credits;
  net::SharedAddress upload;

 private:
  static net::SharedAddress at(std::string url, std::string_view path) {
    return std::make_shared<const net::Address>(url.append(path));
  }
};

}  // namespace segmind::call
