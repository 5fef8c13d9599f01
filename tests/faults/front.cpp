#include "faults/front.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "../temporary_folder.hpp"
#include "faults/child_process.hpp"
#include "faults/front_config.hpp"
#include "faults/socket.hpp"
#include "integration/certificates.hpp"

namespace segmind::testing {
namespace {

constexpr std::chrono::seconds longest_start{20};
constexpr std::chrono::milliseconds start_check{5};

// A port that nobody else gets while this socket stays bound. It does not listen, so that a program which asks for the
// same port with SO_REUSEADDR gets it.
Socket reserve_port() {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::system_error(errno, std::generic_category(), "bind");
  return socket;
}

bool takes_connections(std::uint16_t port) {
  const Socket socket = begin_connect(port);
  pollfd watched{socket.fd(), POLLOUT, 0};
  return socket.is_open() && ::poll(&watched, 1, 1000) > 0 && socket.connect_error() == 0;
}

std::string program_path(Front::Program program) {
  if (program == Front::Program::nghttpx) return find_program("nghttpx");
  const std::string nginx = find_program("nginx");
  return nginx.empty() && program == Front::Program::any ? find_program("nghttpx") : nginx;
}

bool is_nginx(const std::string& path) { return std::filesystem::path(path).filename() == "nginx"; }

}  // namespace

class Front::Impl {
 public:
  Impl(Kind kind, std::uint16_t upstream_port, Program program)
      : kind_(kind),
        // Of its own name: a client that trusts several fronts finds the authority of each by that.
        authority_(folder_.path().string(), folder_.path().filename().string()),
        reserved_(reserve_port()),
        port_(port_of(reserved_)),
        child_(command(upstream_port, program), folder_.file("log")) {
    const auto give_up = std::chrono::steady_clock::now() + longest_start;
    while (!takes_connections(port_)) {
      if (child_.ends_within(start_check) || std::chrono::steady_clock::now() > give_up) fail();
    }
  }

  Kind kind() const noexcept { return kind_; }
  std::uint16_t port() const noexcept { return port_; }
  const std::string& ca_file() const noexcept { return authority_.file(); }

 private:
  std::vector<std::string> command(std::uint16_t upstream_port, Program program) const {
    const std::string path = program_path(program);
    if (path.empty()) throw std::runtime_error(how_to_get());
    const Certificate certificate = authority_.issue("DNS:localhost,IP:127.0.0.1");
    const FrontSetup setup{kind_,         folder_.path().string(),      port_,
                           upstream_port, certificate.certificate_file, certificate.key_file};
    const std::string file = folder_.file("config");
    std::ofstream(file) << (is_nginx(path) ? nginx_config(setup) : nghttpx_config(setup));
    if (is_nginx(path)) return {path, "-p", folder_.path().string(), "-e", "stderr", "-c", file};
    return {path, "--conf=" + file};
  }

  [[noreturn]] void fail() const {
    std::ifstream log(folder_.file("log"));
    throw std::runtime_error("the front did not start: " + std::string(std::istreambuf_iterator<char>(log), {}));
  }

  Kind kind_;
  TemporaryFolder folder_;
  Authority authority_;
  Socket reserved_;
  std::uint16_t port_;
  ChildProcess child_;
};

bool Front::available(Program program) { return !program_path(program).empty(); }

std::string Front::how_to_get() {
  return "neither nginx nor nghttpx is there (Debian: apt install nginx-light nghttp2-proxy)";
}

Front::Front(Kind kind, std::uint16_t upstream_port, Program program)
    : impl_(std::make_unique<Impl>(kind, upstream_port, program)) {}

Front::~Front() = default;

std::uint16_t Front::port() const noexcept { return impl_->port(); }

std::string Front::base_url_at(std::uint16_t other_port) const {
  const char* scheme = impl_->kind() == Kind::http2_cleartext ? "http" : "https";
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(other_port);
}

const std::string& Front::ca_file() const noexcept { return impl_->ca_file(); }

}  // namespace segmind::testing
