#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "sandbox/clip_maker.hpp"

namespace segmind::sandbox {

/// A request that a model takes on.
struct Order {
  double price = 0;                  ///< US dollars.
  std::optional<std::int64_t> seed;  ///< The one that is used.
  std::string content_type = "video/mp4";

  /// Makes the bytes of the answer and hands them to `done`, at once or later, on the loop's thread.
  std::function<void(std::function<void(Clip)> done)> make;
};

/// Why a body is refused, and how v1 says so.
struct Refusal {
  int status = 400;
  std::string text;
};

/// A model of the service: reads a request's body, a JSON object. `random_seed` is the seed for one who asks for a
/// random one.
using Model = std::function<std::variant<Order, Refusal>(const nlohmann::json& body, std::int64_t random_seed)>;

}  // namespace segmind::sandbox
