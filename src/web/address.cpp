#include "web/address.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>

#include "text/ascii.hpp"
#include "web/host.hpp"

namespace segmind::web {
namespace {

struct CurlDelete {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
  void operator()(char* text) const noexcept { curl_free(text); }
};
using UrlHandle = std::unique_ptr<CURLU, CurlDelete>;
using CurlText = std::unique_ptr<char, CurlDelete>;

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK || text == nullptr) return {};
  const CurlText owned(text);
  return owned.get();
}

std::string lower(std::string letters) {
  std::transform(letters.begin(), letters.end(), letters.begin(), [](char c) { return text::lower(c); });
  return letters;
}

// Requires two slashes and then a host; libcurl accepts one to three slashes.
bool has_authority(std::string_view address) {
  const std::size_t colon = address.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view rest = address.substr(colon + 1);
  return rest.size() > 2 && rest.substr(0, 2) == "//" && rest[2] != '/' && rest[2] != '?' && rest[2] != '#';
}

std::string host_of(CURLU* address) {
  std::string host = lower(part(address, CURLUPART_HOST));
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t at = text.find('%'); at != text.npos; at = text.find('%')) {
    bytes += text.substr(0, at);
    unsigned byte = 0;
    const std::string_view digits = text.substr(at + 1, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() != 2 || read.ptr != digits.data() + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
    text.remove_prefix(at + 3);
  }
  bytes += text;
  return bytes;
}

bool Url::is_loopback() const { return is_this_machine(host); }

bool Url::may_lead_here() const { return may_be_this_machine(host); }

std::optional<Url> parse_url(std::string_view address) {
  if (address.find('\0') != std::string_view::npos || !has_authority(address)) return std::nullopt;
  const UrlHandle handle(curl_url());
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, std::string(address).c_str(), 0) != CURLUE_OK) {
    return std::nullopt;
  }
  Url url;
  url.scheme = lower(part(handle.get(), CURLUPART_SCHEME));
  url.host = host_of(handle.get());
  url.port = part(handle.get(), CURLUPART_PORT);
  url.path = part(handle.get(), CURLUPART_PATH);
  url.has_query = !part(handle.get(), CURLUPART_QUERY).empty();
  url.has_fragment = !part(handle.get(), CURLUPART_FRAGMENT).empty();
  url.has_user = !part(handle.get(), CURLUPART_USER).empty() || !part(handle.get(), CURLUPART_PASSWORD).empty();
  if (url.host.empty()) return std::nullopt;
  return url;
}

bool is_proxy(std::string_view address) {
  constexpr std::string_view schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  const UrlHandle handle(curl_url());
  if (!handle || address.find_first_of(" \t\r\n") != address.npos ||
      curl_url_set(handle.get(), CURLUPART_URL, std::string(address).c_str(),
                   CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME) != CURLUE_OK) {
    return false;
  }
  const std::string scheme = lower(part(handle.get(), CURLUPART_SCHEME));
  return std::find(std::begin(schemes), std::end(schemes), scheme) != std::end(schemes);
}

std::optional<std::string> resolve_reference(const std::string& base, const std::string& location) {
  const UrlHandle handle(curl_url());
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK ||
      curl_url_set(handle.get(), CURLUPART_URL, location.c_str(), 0) != CURLUE_OK) {
    return std::nullopt;
  }
  std::string resolved = part(handle.get(), CURLUPART_URL);
  if (resolved.empty()) return std::nullopt;
  return resolved;
}

std::string address_problem(std::string_view address) {
  if (address.empty()) return "It is empty; give an address that begins with https:// or http://.";
  const auto blank = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  if (std::any_of(address.begin(), address.end(), blank)) {
    return blank(static_cast<unsigned char>(address.front())) || blank(static_cast<unsigned char>(address.back()))
               ? "It begins or ends with a space or a line break; remove that."
               : "It holds a space or a control character; percent-encode it (a space is %20).";
  }
  if (address.find("://") == std::string_view::npos) {
    return "It is not an absolute address; begin it with https:// or http:// and a host.";
  }
  const std::optional<Url> url = parse_url(address);
  const std::string scheme = lower(std::string(address.substr(0, address.find("://"))));
  if (scheme != "http" && scheme != "https") {
    return "Only http and https addresses can be used; \"" + scheme + "\" is neither.";
  }
  if (!url || url->port == "0") {
    return "It cannot be read as an address; it needs a host, and a port, if any, from 1 to 65535.";
  }
  return {};
}

}  // namespace segmind::web
