#pragma once

#include <cstdint>
#include <string>

#include "faults/front.hpp"

namespace segmind::testing {

struct FrontSetup {
  Front::Kind kind;
  std::string folder;  ///< For whatever the program writes.
  std::uint16_t port;
  std::uint16_t upstream_port;
  std::string certificate_file;
  std::string key_file;
};

std::string nginx_config(const FrontSetup& setup);
std::string nghttpx_config(const FrontSetup& setup);

}  // namespace segmind::testing
