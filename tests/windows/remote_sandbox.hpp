#pragma once

#include <cstdlib>

#include "segmind/sandbox/client_options.hpp"

namespace segmind::testing {

/// A server of a test's own, in the program that SEGMIND_TEST_CONTROL names.
class RemoteSandbox : public sandbox::RemoteServer {
 public:
  explicit RemoteSandbox(const sandbox::Options& options = quick())
      : RemoteServer(std::getenv("SEGMIND_TEST_CONTROL"), options) {}

  static sandbox::Options quick() {
    sandbox::Options options;
    options.render = false;
    return options;
  }
};

}  // namespace segmind::testing
