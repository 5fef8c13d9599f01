#include "sandbox/control/commands.hpp"

#include <memory>

#include "sandbox/control/refusal.hpp"
#include "sandbox/forms/fault_form.hpp"
#include "sandbox/forms/server_forms.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox {
namespace {

using forms::json;
using forms::Place;

constexpr std::size_t most_json_bytes = 16 * 1024 * 1024;
const json nothing_to_say = json::object();

/// The one member of a body such as {"credits": 5}.
template <typename Value>
Value member_of(const ControlRequest& request, const std::string& name) {
  const json body = body_json(request);
  std::vector<std::string> problems;
  const Place place("", problems);
  Value value{};
  if (!body.is_object()) {
    place.reject("an object with the member \"" + name + "\"", body);
  } else {
    for (const auto& [key, inner] : body.items()) {
      if (key != name) place.say("unknown member '" + key + "'");
    }
    if (body.contains(name)) {
      read(body[name], value, place.at(name));
    } else {
      place.say("the member '" + name + "' is missing");
    }
  }
  refuse_if_any(std::move(problems));
  return value;
}

json inject(Server& server, const ControlRequest& request) {
  const json body = body_json(request);
  std::vector<std::string> problems;
  std::vector<Fault> faults;
  if (body.is_array() || body.is_object() || body.is_string()) {
    read(body, faults, Place("", problems));
  } else {
    Place("", problems).reject("a fault or a list of faults", body);
  }
  refuse_if_any(std::move(problems));
  for (auto& fault : faults) server.inject(std::move(fault));
  return nothing_to_say;
}

json clear_faults(Server& server, const ControlRequest&) {
  server.clear_faults();
  return nothing_to_say;
}

json records(Server& server, const ControlRequest&) {
  json list = json::array();
  for (const auto& record : server.records()) list.push_back(forms::written(record));
  return {{"records", std::move(list)}};
}

json credits(Server& server, const ControlRequest&) { return {{"credits", server.credits()}}; }

json set_credits(Server& server, const ControlRequest& request) {
  server.set_credits(member_of<double>(request, "credits"));
  return nothing_to_say;
}

json set_generation_time(Server& server, const ControlRequest& request) {
  const auto time = member_of<std::chrono::milliseconds>(request, "generation_time");
  if (time.count() < 0) throw ControlRefusal{400, {"generation_time must not be negative"}};
  server.set_generation_time(time);
  return nothing_to_say;
}

json hold(Server& server, const ControlRequest&) {
  server.hold();
  return nothing_to_say;
}
json release(Server& server, const ControlRequest&) {
  server.release();
  return nothing_to_say;
}
json expire_jobs(Server& server, const ControlRequest&) {
  server.expire_jobs();
  return nothing_to_say;
}
json close_idle_connections(Server& server, const ControlRequest&) {
  server.close_idle_connections();
  return nothing_to_say;
}

json serve(Server& server, const ControlRequest& request) {
  json body = body_json(request);
  std::vector<std::string> problems;
  const Place place("", problems);
  std::string slug;
  ModelAnswer answer;
  if (body.is_object() && body.contains("slug")) {
    read(body["slug"], slug, place.at("slug"));
    body.erase("slug");
  } else if (body.is_object()) {
    place.say("the member 'slug' is missing");
  }
  read(body, answer, place);
  refuse_if_any(std::move(problems));
  server.serve(std::move(slug), std::move(answer));
  return nothing_to_say;
}

json add_file(Server& server, const ControlRequest& request) {
  return {{"url", server.add_file(request.body, request.content_type)}};
}

json replace_file(Server& server, const ControlRequest& request) {
  try {
    server.replace_file(server.files_url() + request.path, request.body);
  } catch (const std::invalid_argument&) {
    throw ControlRefusal{404, {"no file at " + request.path}};
  }
  return nothing_to_say;
}

}  // namespace

json about(const Server& server) {
  return {{"base_url", server.base_url()}, {"storage_url", server.storage_url()}, {"files_url", server.files_url()},
          {"port", server.port()},         {"files_port", server.files_port()},   {"api_key", server.api_key()},
          {"notice", server.notice()}};
}

json body_json(const ControlRequest& request) {
  if (request.body.empty()) return nullptr;
  if (request.body.size() > most_json_bytes) throw ControlRefusal{413, {"the body has more than 16 MB"}};
  if (const char* problem = problem_of_json(request.body)) {
    throw ControlRefusal{400, {std::string("the body is not JSON: ") + problem}};
  }
  try {
    return json::parse(request.body);
  } catch (const json::parse_error& error) {
    const std::string_view text = error.what();
    const auto sentence = text.find("] ");
    throw ControlRefusal{
        400, {"the body is not JSON: " + std::string(sentence == text.npos ? text : text.substr(sentence + 2))}};
  }
}

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"POST", "/faults", inject},
      {"DELETE", "/faults", clear_faults},
      {"GET", "/records", records},
      {"GET", "/credits", credits},
      {"PUT", "/credits", set_credits},
      {"PUT", "/generation-time", set_generation_time},
      {"POST", "/hold", hold},
      {"POST", "/release", release},
      {"POST", "/expire-jobs", expire_jobs},
      {"POST", "/close-idle-connections", close_idle_connections},
      {"POST", "/models", serve},
      {"POST", "/files", add_file},
      {"PUT", "/files/*", replace_file},
  };
  return all;
}

}  // namespace segmind::sandbox
