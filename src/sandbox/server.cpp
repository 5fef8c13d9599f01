#include "segmind/sandbox/server.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cmath>
#include <stdexcept>

#include "sandbox/api.hpp"
#include "sandbox/countable.hpp"
#include "sandbox/http_server.hpp"
#include "sandbox/models/given_answer.hpp"
#include "sandbox/options_check.hpp"
#include "sandbox/renderer.hpp"

namespace segmind::sandbox {
namespace {

/// Each waiting client needs a descriptor.
void allow_many_connections() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

bool is_slug(const std::string& text) {
  const auto fits = [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '.' || c == '-' || c == '_';
  };
  return text.find_first_not_of('.') != std::string::npos && std::all_of(text.begin(), text.end(), fits);
}

Options with_countable_times(Options options) {
  for (auto* time : {&options.job_lifetime, &options.file_lifetime, &options.rate_window, &options.records.delay,
                     &options.clock_offset})
    *time = countable(*time);
  return options;
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(Options given);
  ~Impl();

  void on_loop(const std::function<void()>& task) const { loop_.run(task); }
  std::string url_of(std::uint16_t port) const;
  void start();
  void close();
  void handle(const std::shared_ptr<Exchange>& exchange);

  const pid_t process_ = ::getpid();
  Impl* abandoned_before_ = nullptr;
  const Options options_;
  std::string base_url_;
  std::string files_url_;
  mutable Loop loop_;
  Tally tally_;
  Files files_;
  Ledger ledger_;
  FaultPlan faults_;
  Function<void(const SeenRequest&)> observer_;
  std::unique_ptr<ClipMaker> clips_;
  std::unique_ptr<Catalogue> models_;
  std::unique_ptr<Generations> generations_;
  std::unique_ptr<History> history_;
  std::unique_ptr<Api> api_;
  TlsPtr tls_;
  std::uint64_t next_connection_ = 0;
  std::unique_ptr<HttpServer> api_server_;
  std::unique_ptr<HttpServer> files_server_;
};

Server::Impl::Impl(Options given)
    : options_(with_countable_times(std::move(given))),
      tally_(options_.kept_requests),
      files_(options_.file_lifetime, options_.ranges, options_.validators),
      ledger_(options_.credits) {
  check(options_);
  allow_many_connections();
  if (!options_.certificate_file.empty()) tls_ = tls_context(options_.certificate_file, options_.private_key_file);
  clips_ = make_clip_maker(options_, loop_, files_, files_url_);
  models_ = std::make_unique<Catalogue>(*clips_, options_);
  try {
    loop_.run([this] { start(); });
  } catch (...) {
    close();
    throw;
  }
}

Server::Impl::~Impl() { close(); }

void Server::Impl::close() {
  // First the drawing threads, which post clips to the loop; then the servers, in the loop's last task, because its
  // timers use them.
  clips_->stop();
  loop_.stop([this] {
    observer_ = nullptr;  // what it uses may be gone, and no client has left
    api_server_.reset();
    files_server_.reset();
  });
}

void Server::Impl::start() {
  const auto setup = [this](std::uint16_t port, bool files_origin) {
    return HttpServer::Setup{{loop_, tally_, observer_, options_.clock_offset},
                             faults_,
                             tls_.get(),
                             port,
                             files_origin,
                             options_.kept_body_bytes,
                             next_connection_,
                             [this] { return generations_->new_id(); },
                             [this](const std::string& method, const std::string& path, bool files_host) {
                               return api_->route_of(method, path, files_host);
                             },
                             [this](const std::shared_ptr<Exchange>& exchange) { handle(exchange); }};
  };
  api_server_ = std::make_unique<HttpServer>(setup(options_.port, false));
  files_server_ = std::make_unique<HttpServer>(setup(options_.files_port, true));
  base_url_ = url_of(api_server_->port());
  files_url_ = url_of(files_server_->port());
  generations_ = std::make_unique<Generations>(
      Generations::Setup{loop_, tally_, ledger_, files_, options_.generation_time, options_.job_lifetime});
  history_ = std::make_unique<History>(History::Setup{options_, files_url_, files_, *generations_});
  api_ = std::make_unique<Api>(
      Api::Setup{options_, base_url_, files_url_, tally_, ledger_, files_, *generations_, *history_, *models_});
}

std::string Server::Impl::url_of(std::uint16_t port) const {
  return (tls_ ? "https://" : "http://") + options_.host + ":" + std::to_string(port);
}

void Server::Impl::handle(const std::shared_ptr<Exchange>& exchange) {
  if (work_under(exchange->fault()) == Work::none) return exchange->answer(Answer{});
  if (exchange->request().files_origin) return exchange->answer(files_.serve(exchange->request()));
  api_->handle(exchange);
}

Server::Server(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

// In a child of fork() the threads are gone, and the sockets and the epoll instance are shared with the parent. Closing
// them would disturb the parent, so they are kept, in a list that leak checkers see.
Server::~Server() {
  static std::atomic<Impl*> last_abandoned{nullptr};
  if (impl_->process_ == ::getpid()) return;
  Impl* const abandoned = impl_.release();
  abandoned->abandoned_before_ = last_abandoned.exchange(abandoned);
}

const std::string& Server::base_url() const noexcept { return impl_->base_url_; }
std::uint16_t Server::port() const noexcept { return impl_->api_server_->port(); }
std::uint16_t Server::files_port() const noexcept { return impl_->files_server_->port(); }
const std::string& Server::storage_url() const noexcept { return impl_->base_url_; }
const std::string& Server::files_url() const noexcept { return impl_->files_url_; }
const std::string& Server::api_key() const noexcept { return impl_->options_.api_key; }
std::string Server::notice() const { return impl_->clips_->notice(); }

void Server::inject(Fault fault) {
  impl_->on_loop([&] { impl_->faults_.add(std::move(fault)); });
}
void Server::clear_faults() {
  impl_->on_loop([&] { impl_->faults_.clear(); });
}

Counts Server::counts() const { return impl_->tally_.counts(); }
std::vector<SeenRequest> Server::requests() const { return impl_->tally_.requests(); }
std::vector<Record> Server::records() const {
  std::vector<Record> records;
  impl_->on_loop([&] { records = impl_->history_->all(); });
  return records;
}
Tally& Server::tally() const noexcept { return impl_->tally_; }

bool Server::wait_for(const Function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const {
  return impl_->tally_.wait_for(predicate, timeout);
}

void Server::serve(std::string slug, ModelAnswer answer) {
  need(is_slug(slug), "sandbox: a model's name is made of letters, digits, dots, dashes and underscores");
  need(is_amount(answer.price), "sandbox: a model's price must be an amount in dollars, 0 or more");
  impl_->on_loop([&] { impl_->models_->add(std::move(slug), given_answer(std::move(answer))); });
}

void Server::hold() {
  impl_->on_loop([&] { impl_->generations_->hold(); });
}
void Server::release() {
  impl_->on_loop([&] { impl_->generations_->release(); });
}

double Server::credits() const {
  double credits = 0;
  impl_->on_loop([&] { credits = impl_->ledger_.credits(); });
  return credits;
}
void Server::set_credits(double dollars) {
  need(is_amount(dollars), "sandbox: credits must be an amount in dollars, 0 or more");
  impl_->on_loop([&] { impl_->ledger_.set_credits(dollars); });
}
void Server::set_generation_time(std::chrono::milliseconds time) {
  impl_->on_loop([&] { impl_->generations_->set_time(time); });
}
void Server::expire_jobs() {
  impl_->on_loop([&] { impl_->generations_->expire_jobs(); });
}

std::string Server::add_file(std::string bytes, std::string content_type) {
  return impl_->files_url_ + impl_->files_.add(std::make_shared<const std::string>(std::move(bytes)), content_type);
}
void Server::replace_file(const std::string& address, std::string bytes) {
  const auto& origin = impl_->files_url_;
  const bool ours = address.compare(0, origin.size(), origin) == 0;
  if (!ours ||
      !impl_->files_.replace(address.substr(origin.size()), std::make_shared<const std::string>(std::move(bytes)))) {
    throw std::invalid_argument("sandbox: no file at " + address);
  }
}

void Server::close_idle_connections() {
  impl_->on_loop([&] {
    impl_->api_server_->close_idle();
    impl_->files_server_->close_idle();
  });
}

void Server::on_answer(Function<void(const SeenRequest&)> observer) {
  impl_->on_loop([&] { impl_->observer_ = std::move(observer); });
}

}  // namespace segmind::sandbox
