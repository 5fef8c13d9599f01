#pragma once

#include <string>

namespace segmind::net {

/// How hosts other than loopback are reached.
struct Proxy {
  std::string address;     ///< As libcurl takes it; empty: none.
  std::string exceptions;  ///< Hosts that need none, as in no_proxy.
};

/// The proxy that the program gave, or else that of the environment variables; exceptions are the latter's in either
/// case. To be called where a client is made: to read the environment is safe only while no thread changes it, so
/// libcurl must not do it during a call.
Proxy choose_proxy(std::string given);

}  // namespace segmind::net
