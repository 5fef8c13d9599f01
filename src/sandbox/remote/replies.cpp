#include "sandbox/remote/replies.hpp"

#include <stdexcept>

#include "sandbox/json_text.hpp"

namespace segmind::sandbox {

nlohmann::json json_from(const Line& line, const Line::Order& order) {
  const auto reply = line.ask(order);
  const auto answer = read_json(reply.body);
  if (!answer.is_object()) {
    throw std::runtime_error("sandbox: no control interface of segmind-sandbox at " + line.url() + ": status " +
                             std::to_string(reply.status) + " without JSON");
  }
  if (reply.status == 200) return answer;
  const auto error = answer.find("error");
  const std::string text = error != answer.end() && error->is_string() ? error->get<std::string>() : "no reason";
  if (reply.status == 400) throw std::invalid_argument(text);
  throw std::runtime_error("sandbox: the control interface answers " + std::to_string(reply.status) + ": " + text);
}

}  // namespace segmind::sandbox
