#pragma once

#include <vector>

#include "service.hpp"

namespace segmind::testing {

class BatchOf : public Service {
 protected:
  static std::vector<Wan27R2VRequest> requests(std::size_t count) {
    std::vector<Wan27R2VRequest> requests;
    for (std::size_t i = 0; i < count; ++i) {
      requests.push_back(Wan27R2VRequest::Builder("a garden").duration(2s).seed(static_cast<int>(i)).build());
    }
    return requests;
  }

  static void ignore(std::size_t, const Result<Video>&) {}
};

}  // namespace segmind::testing
