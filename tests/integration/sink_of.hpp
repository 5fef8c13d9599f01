#pragma once

#include "service.hpp"

namespace segmind::testing {

class SinkOf : public BareService {
 protected:
  TemporaryFolder folder;
  CallOptions to_file(const std::string& name) {
    CallOptions call;
    call.sink = Sink::file(folder.file(name));
    return call;
  }
};

}  // namespace segmind::testing
