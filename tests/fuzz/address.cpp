// Addresses, of answers and of users: where they lead is what libcurl will make of them.

#include "net/address.hpp"

#include <curl/curl.h>

#include <string>

#include "api/result_addresses.hpp"
#include "fuzz.hpp"
#include "web/address.hpp"
#include "web/host.hpp"

namespace segmind::fuzz {
namespace {

std::string host_of(const net::Address& address) {
  char* text = nullptr;
  if (curl_url_get(address.parts(), CURLUPART_HOST, &text, 0) != CURLUE_OK) return {};
  std::string host = text;
  curl_free(text);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  for (char& c : host) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return host;
}

void check(const std::string& text) {
  const std::string problem = web::address_problem(text);
  promise(is_safe(problem) || !is_safe(text), "a problem can be printed where its address can");
  const auto url = web::parse_url(text);
  if (url && url->is_loopback()) promise(url->may_lead_here(), "what stays here leads here");
  if (!problem.empty()) return;
  promise(url && (url->scheme == "http" || url->scheme == "https") && !url->host.empty(), "an address has a host");
  const net::Address used(text);
  promise(used.parts() != nullptr, "an address that is taken can be used");
  promise(host_of(used) == url->host, "an address leads where it was judged to lead");
  promise(used.is_loopback() == url->is_loopback(), "and is as near as it was judged");
}

}  // namespace

FUZZ(address, input) {
  Reader reader(input);
  const std::string first(reader.line());
  const std::string second(reader.line());
  check(first);
  (void)web::is_proxy(first);
  (void)web::why_not_public(first);
  if (web::address_problem(first).empty()) {
    if (const auto target = web::resolve_reference(first, second)) check(*target);
  }
  for (const api::ResultAddress& found : api::addresses_at(text::Json(first))) check(found.text);
}

}  // namespace segmind::fuzz
