#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace segmind::sandbox {

/// What a model of Server::serve() answers every request with.
struct ModelAnswer {
  std::string content_type = "application/octet-stream";
  std::string body{};
  double price = 0;                    ///< US dollars.
  std::optional<std::int64_t> seed{};  ///< Sent as x-seed-value.
};

}  // namespace segmind::sandbox
