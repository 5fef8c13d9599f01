#include "sandbox/control/control.hpp"

#include <algorithm>
#include <atomic>

#include "sandbox/control/commands.hpp"
#include "sandbox/control/questions.hpp"
#include "sandbox/control/refusal.hpp"
#include "sandbox/json_text.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

constexpr std::string_view servers_path = "/servers";

Answer refusal(int status, const std::vector<std::string>& problems) {
  std::string all;
  for (const auto& problem : problems) all.append(all.empty() ? "" : "; ").append(problem);
  return json_answer(status, json_text({{"error", all}, {"problems", problems}}));
}

/// Runs what may throw, as an answer.
template <typename Run>
Answer answer_of(const Run& run) {
  try {
    return json_answer(200, json_text(run()));
  } catch (const ControlRefusal& refused) {
    return refusal(refused.status, refused.problems);
  } catch (const std::invalid_argument& problem) {
    return refusal(400, {problem.what()});
  } catch (const std::exception& problem) {
    return refusal(500, {problem.what()});
  }
}

bool fits(std::string_view pattern, std::string_view path) {
  if (pattern.back() != '*') return path == pattern;
  pattern.remove_suffix(1);
  return path.size() > pattern.size() && path.substr(0, pattern.size()) == pattern;
}

Answer no_such_path(const std::string& path) {
  json paths = {"GET /", "POST /reset", "POST /servers", "DELETE /servers/*"};
  for (const auto& command : commands()) paths.push_back(std::string(command.method) + " " + std::string(command.path));
  for (const auto& question : question_paths()) paths.push_back("GET " + std::string(question));
  return json_answer(404, json_text({{"error", "no such path: " + path}, {"paths", paths}}));
}

/// The number at the start of a path, which is taken away.
std::optional<std::uint64_t> take_number(std::string& path) {
  const auto number = read_number<std::uint64_t>(std::string_view(path).substr(0, path.find('/')));
  if (number) path.erase(0, path.find('/'));
  return number;
}

}  // namespace

class Control::Impl {
 public:
  Impl(Servers& servers, std::uint16_t port) : servers_(servers) {
    loop_.run([&] {
      door_ = std::make_unique<Door>(loop_, port, [this](const ControlRequest& request, Door::Reply reply) {
        arrived(request, std::move(reply));
      });
      url_ = "http://127.0.0.1:" + std::to_string(door_->port());
    });
    for (const auto number : servers_.numbers()) watch(number);
  }

  ~Impl() {
    // The news first: it is posted to the loop.
    loop_.run([this] {
      for (const auto number : servers_.numbers()) tally_of(*servers_.find(number)).watch(nullptr);
    });
    loop_.stop([this] { door_.reset(); });
  }

  const std::string& url() const noexcept { return url_; }

 private:
  void watch(std::uint64_t number) {
    tally_of(*servers_.find(number)).watch([this] {
      if (!news_.exchange(true)) loop_.post([this] { tell_news(); });
    });
  }

  void tell_news() {
    news_ = false;
    waits_.look();
  }

  void arrived(const ControlRequest& request, Door::Reply reply) {
    if (request.path.rfind(servers_path, 0) != 0) return steer(0, request, reply);
    ControlRequest inner = request;
    inner.path.erase(0, servers_path.size());
    if (inner.path.empty()) {
      if (request.method != "POST") return reply(refusal(405, {"/servers takes POST"}));
      return reply(answer_of([&] { return make_server(request); }));
    }
    inner.path.erase(0, 1);
    const auto number = take_number(inner.path);
    if (!number || servers_.find(*number) == nullptr) return reply(refusal(404, {"no server at " + request.path}));
    if (!inner.path.empty()) return steer(*number, inner, reply);
    if (request.method != "DELETE") return steer(*number, with_path(inner, "/"), reply);
    if (*number == 0) return reply(refusal(400, {"the program's own server ends with the program"}));
    waits_.end(*number);
    servers_.end(*number);
    reply(json_answer(200, "{}"));
  }

  static ControlRequest with_path(ControlRequest request, std::string path) {
    request.path = std::move(path);
    return request;
  }

  void steer(std::uint64_t number, const ControlRequest& request, const Door::Reply& reply) {
    Server* const server = servers_.find(number);
    if (server == nullptr) return reply(refusal(410, {"the server could not start anew: end the program"}));
    if (request.method == "POST" && request.path == "/reset") {
      return reply(answer_of([&] { return start_anew(number, request); }));
    }
    if (request.method == "GET" && request.path == "/") return reply(answer_of([&] { return about_number(number); }));
    bool known = request.path == "/reset" || request.path == "/";
    for (const Command& command : commands()) {
      if (!fits(command.path, request.path)) continue;
      known = true;
      if (command.method == request.method) return reply(answer_of([&] { return command.run(*server, request); }));
    }
    if (request.method == "GET") {
      if (ask(number, *server, request, reply)) return;
    } else {
      const auto& paths = question_paths();
      known = known || std::find(paths.begin(), paths.end(), request.path) != paths.end();
    }
    reply(known ? refusal(405, {request.path + " does not take " + request.method}) : no_such_path(request.path));
  }

  /// False: the path is no question.
  bool ask(std::uint64_t number, const Server& server, const ControlRequest& request, const Door::Reply& reply) {
    std::optional<Question> question;
    try {
      question = question_of(request, tally_of(server));
    } catch (const ControlRefusal& refused) {
      reply(refusal(refused.status, refused.problems));
      return true;
    }
    if (!question) return false;
    waits_.add(number, question->time, std::move(question->look), reply);
    return true;
  }

  static forms::SentOptions read_options(const ControlRequest& request, forms::SentOptions options) {
    const json body = body_json(request);
    std::vector<std::string> problems;
    if (!body.is_null()) read(body, options, forms::Place("", problems));
    refuse_if_any(std::move(problems));
    return options;
  }

  json about_number(std::uint64_t number) {
    json answer = about(*servers_.find(number));
    answer["control"] = number == 0 ? url_ : url_ + std::string(servers_path) + "/" + std::to_string(number);
    return answer;
  }

  json make_server(const ControlRequest& request) {
    const auto number = servers_.make(read_options(request, {}));
    watch(number);
    return about_number(number);
  }

  json start_anew(std::uint64_t number, const ControlRequest& request) {
    const auto before = servers_.options_of(number);
    const auto options = read_options(request, before);
    if (options.options.port != before.options.port || options.options.files_port != before.options.files_port) {
      throw ControlRefusal{400, {"a server that starts anew keeps its ports"}};
    }
    servers_.prove(options);
    waits_.end(number);
    servers_.start_anew(number, options);
    watch(number);
    return json::object();
  }

  Servers& servers_;
  Loop loop_;
  Waits waits_{loop_};
  std::atomic<bool> news_{false};
  std::unique_ptr<Door> door_;
  std::string url_;
};

Control::Control(Servers& servers, std::uint16_t port) : impl_(std::make_unique<Impl>(servers, port)) {}
Control::~Control() = default;

const std::string& Control::url() const noexcept { return impl_->url(); }

}  // namespace segmind::sandbox
