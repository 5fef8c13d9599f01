// sandbox::Server where there is none, as on Windows: one in a program segmind-sandbox --control that runs elsewhere,
// for tests that were written for one in their own process. SEGMIND_TEST_CONTROL is the program's address.
#include "segmind/sandbox/server.hpp"

#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "segmind/sandbox/remote_server.hpp"

namespace segmind::sandbox {
namespace {

std::string control_url() {
  const char* const address = std::getenv("SEGMIND_TEST_CONTROL");
  if (address == nullptr) throw std::runtime_error("SEGMIND_TEST_CONTROL names no segmind-sandbox --control");
  return address;
}

}  // namespace

class Server::Impl {
 public:
  explicit Impl(const Options& options) : remote(control_url(), options) {}
  RemoteServer remote;
};

Server::Server(Options options) : impl_(std::make_unique<Impl>(options)) {}
Server::~Server() = default;

const std::string& Server::base_url() const noexcept { return impl_->remote.base_url(); }
const std::string& Server::storage_url() const noexcept { return impl_->remote.storage_url(); }
const std::string& Server::files_url() const noexcept { return impl_->remote.files_url(); }
std::uint16_t Server::port() const noexcept { return impl_->remote.port(); }
std::uint16_t Server::files_port() const noexcept { return impl_->remote.files_port(); }
const std::string& Server::api_key() const noexcept { return impl_->remote.api_key(); }
std::string Server::notice() const { return impl_->remote.notice(); }

void Server::inject(Fault fault) { impl_->remote.inject(std::move(fault)); }
void Server::clear_faults() { impl_->remote.clear_faults(); }
Counts Server::counts() const { return impl_->remote.counts(); }
std::vector<SeenRequest> Server::requests() const { return impl_->remote.requests(); }
std::vector<Record> Server::records() const { return impl_->remote.records(); }
bool Server::wait_for(const Function<bool(const Counts&)>& predicate, std::chrono::milliseconds timeout) const {
  return impl_->remote.wait_for(predicate, timeout);
}
void Server::serve(std::string slug, ModelAnswer answer) { impl_->remote.serve(std::move(slug), std::move(answer)); }
void Server::hold() { impl_->remote.hold(); }
void Server::release() { impl_->remote.release(); }
double Server::credits() const { return impl_->remote.credits(); }
void Server::set_credits(double dollars) { impl_->remote.set_credits(dollars); }
void Server::set_generation_time(std::chrono::milliseconds time) { impl_->remote.set_generation_time(time); }
void Server::expire_jobs() { impl_->remote.expire_jobs(); }
std::string Server::add_file(std::string bytes, std::string content_type) {
  return impl_->remote.add_file(std::move(bytes), std::move(content_type));
}
void Server::replace_file(const std::string& address, std::string bytes) {
  impl_->remote.replace_file(address, std::move(bytes));
}
void Server::close_idle_connections() { impl_->remote.close_idle_connections(); }
void Server::on_answer(Function<void(const SeenRequest&)> observer) { impl_->remote.on_answer(std::move(observer)); }

}  // namespace segmind::sandbox
