#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::web {

/// The parts of an absolute address that decisions are made on, as libcurl's parser reads them.
struct Url {
  std::string scheme;  ///< Lower case.
  std::string host;    ///< Without brackets, lower case.
  std::string port;    ///< Empty for the scheme's own.
  std::string path;    ///< At least "/".
  bool has_query = false;
  bool has_fragment = false;
  bool has_user = false;

  bool is_https() const noexcept { return scheme == "https"; }
  bool is_loopback() const noexcept;
};

/// 127.0.0.0/8, ::1 or "localhost", which libcurl resolves by itself to one of the two; in lower case.
bool is_loopback_host(std::string_view host) noexcept;

/// Reads an absolute address of any scheme that libcurl knows; nothing when it is none.
std::optional<Url> parse_url(std::string_view address);

/// Whether libcurl would take it for the address of a proxy.
bool is_proxy(std::string_view address);

/// What `location` means when it stands in an answer from `base`; nothing when it means nothing.
std::optional<std::string> resolve_reference(const std::string& base, const std::string& location);

/// Why an address is not an absolute http or https one with a host, as a sentence that says what to change; empty when
/// it is one.
std::string address_problem(std::string_view address);

}  // namespace segmind::web
