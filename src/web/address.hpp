#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::web {

/// The parts of an absolute address, as libcurl's parser reads them.
struct Url {
  std::string scheme;  ///< Lower case.
  std::string host;    ///< Without brackets, lower case.
  std::string port;    ///< Empty for the scheme's own.
  std::string path;    ///< At least "/".
  bool has_query = false;
  bool has_fragment = false;
  bool has_user = false;

  bool is_https() const noexcept { return scheme == "https"; }
  /// A connection certainly stays on this machine: plain http is safe, and a proxy is of no use.
  bool is_loopback() const;
  /// A connection may end on this machine, see may_be_this_machine(). An address in an answer must not do that when the
  /// service itself is elsewhere.
  bool may_lead_here() const;
};

/// Reads an absolute address of any scheme that libcurl knows; nothing when it is none.
std::optional<Url> parse_url(std::string_view address);

/// Whether libcurl would accept the address as a proxy's.
bool is_proxy(std::string_view address);

/// The address that `location` stands for in an answer from `base`; nothing when it is not readable.
std::optional<std::string> resolve_reference(const std::string& base, const std::string& location);

/// Why an address is not an absolute http or https address with a host, as a sentence that says what to change. Empty
/// for a good address.
std::string address_problem(std::string_view address);

}  // namespace segmind::web
