#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace segmind::web {

/// The parts of an absolute address, as libcurl's parser reads them.
struct Url {
  std::string scheme;  ///< Lower case.
  std::string host;    ///< Without brackets, lower case.
  std::string port;    ///< Empty: the scheme's default port.
  std::string path;    ///< At least "/".
  bool has_query = false;
  bool has_fragment = false;
  bool has_user = false;

  bool is_https() const noexcept { return scheme == "https"; }
  /// Whether a connection certainly stays on this machine. Then plain http is safe, and no proxy is used.
  bool is_loopback() const;
  /// Whether a connection may end on this machine, see may_be_this_machine(). Addresses in answers must not, unless the
  /// service itself runs on this machine.
  bool may_lead_here() const;
};

/// Parses an absolute address of any scheme that libcurl knows; nothing for other texts.
std::optional<Url> parse_url(std::string_view address);

/// Whether libcurl accepts the address for a proxy.
bool is_proxy(std::string_view address);

/// Resolves `location`, absolute or relative, against `base`; nothing when it cannot be parsed.
std::optional<std::string> resolve_reference(const std::string& base, const std::string& location);

/// The bytes that a part of an address stands for. Nothing where a % is not followed by two hex digits.
std::optional<std::string> percent_decoded(std::string_view text);

/// Why a text is not an absolute http or https address with a host, as a sentence that says what to change. Empty when
/// it is such an address.
std::string address_problem(std::string_view address);

}  // namespace segmind::web
