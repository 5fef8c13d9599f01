#include "net/driver.hpp"

namespace segmind::net {

std::unique_ptr<Driver> Driver::create(CURLM* multi, Kind kind) {
  if (kind == Kind::best) {
    if (std::unique_ptr<Driver> driver = create_epoll_driver(multi)) return driver;
  }
  return create_portable_driver(multi);
}

}  // namespace segmind::net
