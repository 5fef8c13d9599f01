#pragma once

#include <memory>

namespace segmind::models {

/// The fields of a builder. One that was moved from holds none; used again, it starts afresh.
template <typename Fields>
Fields& filled(std::unique_ptr<Fields>& fields) {
  if (!fields) fields = std::make_unique<Fields>();
  return *fields;
}

}  // namespace segmind::models
