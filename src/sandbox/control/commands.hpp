#pragma once

#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "sandbox/control/door.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// What one path does with a server, at once. Throws ControlRefusal, or what the server throws.
struct Command {
  std::string_view method;
  std::string_view path;  ///< A final * stands for the rest of a path.
  nlohmann::json (*run)(Server& server, const ControlRequest& request);
};

const std::vector<Command>& commands();

/// The server's addresses and key.
nlohmann::json about(const Server& server);

/// The body as JSON; null where it is empty. Throws ControlRefusal where it is not JSON.
nlohmann::json body_json(const ControlRequest& request);

}  // namespace segmind::sandbox
