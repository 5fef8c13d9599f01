#include "net/proxy.hpp"

#include <cstdlib>
#include <initializer_list>
#include <utility>

namespace segmind::net {
namespace {

// The first that is set, as libcurl looks for them.
std::string first_variable(std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

}  // namespace

Proxy choose_proxy(std::string given) {
  if (given.empty()) given = first_variable({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
  return {std::move(given), first_variable({"no_proxy", "NO_PROXY"})};
}

}  // namespace segmind::net
