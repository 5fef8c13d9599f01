#include "segmind/sandbox/remote_server.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>
#include <stdexcept>

#include "sandbox/countable.hpp"
#include "sandbox/forms/fault_form.hpp"
#include "sandbox/forms/options_form.hpp"
#include "sandbox/forms/server_forms.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/remote/listener.hpp"
#include "sandbox/remote/replies.hpp"

namespace segmind::sandbox {
namespace {

using nlohmann::json;

std::string without_slash(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

std::string content_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in.is_open() || content.empty()) throw std::runtime_error("sandbox: cannot read " + file);
  return content;
}

/// The program may run on another system, which does not know our files.
forms::SentOptions with_content(Options options) {
  forms::SentOptions sent;
  if (!options.certificate_file.empty()) sent.certificate = content_of(options.certificate_file);
  if (!options.private_key_file.empty()) sent.private_key = content_of(options.private_key_file);
  options.certificate_file.clear();
  options.private_key_file.clear();
  sent.options = std::move(options);
  return sent;
}

std::string made_server(const std::string& control_url, const Options& options) {
  const Line line(without_slash(control_url));
  const Line::Order order{"POST", "/servers", json_text(written(with_content(options)))};
  return part_of<std::string>(json_from(line, order), "control");
}

/// A place that a files' host gives; another text could change which address is called.
bool is_file_path(std::string_view path) {
  const auto fits = [](unsigned char c) { return (c < 0x80 && std::isalnum(c) != 0) || c == '/' || c == '.'; };
  return path.substr(0, 7) == "/files/" && path.find("..") == path.npos && std::all_of(path.begin(), path.end(), fits);
}

struct CountsNow {
  Counts counts;
  std::uint64_t version = 0;
};

}  // namespace

class RemoteServer::Impl {
 public:
  Impl(std::string url, bool is_ours) : line(without_slash(std::move(url))), ours(is_ours) {
    const auto about = get("/");
    base_url = part_of<std::string>(about, "base_url");
    storage_url = part_of<std::string>(about, "storage_url");
    files_url = part_of<std::string>(about, "files_url");
    port = part_of<std::uint16_t>(about, "port");
    files_port = part_of<std::uint16_t>(about, "files_port");
    api_key = part_of<std::string>(about, "api_key");
  }

  ~Impl() {
    listener.reset();
    if (!ours) return;
    try {
      (void)line.ask({"DELETE", ""});
    } catch (const std::exception&) {
      // The program has ended, and the server with it.
    }
  }

  json get(const std::string& path) const { return json_from(line, {"GET", path}); }
  void tell(const char* method, const char* path, const json& body = json::object()) const {
    (void)json_from(line, {method, path, json_text(body)});
  }

  CountsNow counts(const std::string& query, std::chrono::milliseconds may_wait) const {
    json answer = json_from(line, {"GET", "/counts" + query, {}, {}, may_wait});
    const auto version = part_of<std::uint64_t>(answer, "version");
    answer.erase("version");
    return {part_of<Counts>({{"counts", std::move(answer)}}, "counts"), version};
  }

  const Line line;
  const bool ours;
  std::string base_url;
  std::string storage_url;
  std::string files_url;
  std::uint16_t port = 0;
  std::uint16_t files_port = 0;
  std::string api_key;
  std::mutex listening;
  std::unique_ptr<Listener> listener;
};

RemoteServer::RemoteServer(const std::string& control_url) : impl_(std::make_unique<Impl>(control_url, false)) {}
RemoteServer::RemoteServer(const std::string& control_url, const Options& options)
    : impl_(std::make_unique<Impl>(made_server(control_url, options), true)) {}
RemoteServer::~RemoteServer() = default;

const std::string& RemoteServer::control_url() const noexcept { return impl_->line.url(); }
void RemoteServer::reset() { impl_->tell("POST", "/reset"); }

const std::string& RemoteServer::base_url() const noexcept { return impl_->base_url; }
const std::string& RemoteServer::storage_url() const noexcept { return impl_->storage_url; }
const std::string& RemoteServer::files_url() const noexcept { return impl_->files_url; }
std::uint16_t RemoteServer::port() const noexcept { return impl_->port; }
std::uint16_t RemoteServer::files_port() const noexcept { return impl_->files_port; }
const std::string& RemoteServer::api_key() const noexcept { return impl_->api_key; }
std::string RemoteServer::notice() const { return part_of<std::string>(impl_->get("/"), "notice"); }

void RemoteServer::inject(Fault fault) { impl_->tell("POST", "/faults", forms::written(fault)); }
void RemoteServer::clear_faults() { impl_->tell("DELETE", "/faults"); }

Counts RemoteServer::counts() const { return impl_->counts("", {}).counts; }

std::vector<SeenRequest> RemoteServer::requests() const {
  std::vector<SeenRequest> all;
  for (std::uint64_t from = 0;;) {
    const auto answer = impl_->get("/requests?from=" + std::to_string(from));
    auto list = answer.value("requests", json::array());
    if (list.empty()) return all;
    for (auto& numbered : list) {
      numbered.erase("number");
      all.push_back(part_of<SeenRequest>({{"request", numbered}}, "request"));
    }
    from = part_of<std::uint64_t>(answer, "next");
  }
}

std::vector<Record> RemoteServer::records() const {
  return part_of<std::vector<Record>>(impl_->get("/records"), "records");
}

bool RemoteServer::wait_for(const Function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds longest{30'000};
  const auto end = Clock::now() + countable(timeout);
  auto now = impl_->counts("", {});
  for (;;) {
    if (predicate(now.counts)) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    if (left.count() <= 0) return false;
    const auto time = std::min(left, longest);
    now = impl_->counts("?after=" + std::to_string(now.version) + "&timeout=" + std::to_string(time.count()), time);
  }
}

void RemoteServer::serve(std::string slug, ModelAnswer answer) {
  json body = forms::written(answer);
  body["slug"] = forms::written(slug);
  impl_->tell("POST", "/models", body);
}

void RemoteServer::hold() { impl_->tell("POST", "/hold"); }
void RemoteServer::release() { impl_->tell("POST", "/release"); }
double RemoteServer::credits() const { return part_of<double>(impl_->get("/credits"), "credits"); }
void RemoteServer::set_credits(double dollars) { impl_->tell("PUT", "/credits", {{"credits", dollars}}); }
void RemoteServer::set_generation_time(std::chrono::milliseconds time) {
  impl_->tell("PUT", "/generation-time", {{"generation_time", time.count()}});
}
void RemoteServer::expire_jobs() { impl_->tell("POST", "/expire-jobs"); }
void RemoteServer::close_idle_connections() { impl_->tell("POST", "/close-idle-connections"); }

std::string RemoteServer::add_file(std::string bytes, std::string content_type) {
  const Line::Order order{"POST", "/files", std::move(bytes), std::move(content_type)};
  return part_of<std::string>(json_from(impl_->line, order), "url");
}

void RemoteServer::replace_file(const std::string& address, std::string bytes) {
  const auto& origin = impl_->files_url;
  const auto path = address.compare(0, origin.size(), origin) == 0 ? address.substr(origin.size()) : std::string();
  if (is_file_path(path)) {
    const auto reply = impl_->line.ask({"PUT", path, std::move(bytes), "application/octet-stream"});
    if (reply.status == 200) return;
    if (reply.status != 404) throw std::runtime_error("sandbox: the file was not replaced: " + reply.body);
  }
  throw std::invalid_argument("sandbox: no file at " + address);
}

void RemoteServer::on_answer(Function<void(const SeenRequest&)> observer) {
  const std::lock_guard<std::mutex> lock(impl_->listening);
  impl_->listener.reset();
  if (observer) impl_->listener = std::make_unique<Listener>(impl_->line.url(), std::move(observer));
}

}  // namespace segmind::sandbox
