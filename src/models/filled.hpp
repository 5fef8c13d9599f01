#pragma once

#include <memory>

namespace segmind::models {

/// A builder's fields. A moved-from builder has none; if it is used again, it starts with empty fields.
template <typename Fields>
Fields& filled(std::unique_ptr<Fields>& fields) {
  if (!fields) fields = std::make_unique<Fields>();
  return *fields;
}

}  // namespace segmind::models
