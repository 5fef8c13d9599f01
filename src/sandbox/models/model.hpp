#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>

#include "sandbox/clip_maker.hpp"

namespace segmind::sandbox {

/// A request that a model accepts.
struct Order {
  double price = 0;                  ///< US dollars.
  std::optional<std::int64_t> seed;  ///< The seed that is used.
  std::string content_type = "video/mp4";

  /// Makes the bytes of the answer and gives them to `done`, at once or later, on the loop's thread.
  std::function<void(std::function<void(Clip)> done)> make;
};

/// Why a body is refused, and v1's answer.
struct Refusal {
  int status = 400;
  std::string text;
};

/// A model: reads a request's body, a JSON object. `random_seed`: the seed where the request asks for a random one.
using Model = std::function<std::variant<Order, Refusal>(const nlohmann::json& body, std::int64_t random_seed)>;

}  // namespace segmind::sandbox
