#include "net/driver.hpp"

namespace segmind::net {

std::unique_ptr<Driver> Driver::create(Kind kind) {
  if (kind == Kind::best) {
    if (std::unique_ptr<Driver> driver = create_epoll_driver()) return driver;
  }
  return create_portable_driver();
}

}  // namespace segmind::net
