#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "api/endpoints.hpp"
#include "net/address.hpp"

namespace segmind::call {

/// The addresses that a client uses repeatedly, each parsed once. Thread-safe.
class StandardAddresses {
 public:
  /// Both addresses must not end with a slash.
  StandardAddresses(const std::string& base_url, const std::string& storage_url)
      : credits(at(base_url, api::credits_path)), upload(at(storage_url, api::upload_path)), base_url_(base_url) {}

  net::SharedAddress generate(const std::string& slug) { return of_model(api::generate_path(slug)); }
  net::SharedAddress submit(const std::string& slug) { return of_model(api::submit_path(slug)); }

  const net::SharedAddress credits;
  const net::SharedAddress upload;

 private:
  static net::SharedAddress at(std::string url, std::string_view path) {
    return std::make_shared<const net::Address>(url.append(path));
  }

  net::SharedAddress of_model(const std::string& path) {
    const std::lock_guard lock(mutex_);
    net::SharedAddress& address = of_models_[path];
    if (!address) address = at(base_url_, path);
    return address;
  }

  const std::string base_url_;
  std::mutex mutex_;
  std::map<std::string, net::SharedAddress> of_models_;
};

}  // namespace segmind::call
