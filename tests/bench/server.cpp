// The server of the benchmarks, a separate process. Prints its port and serves 127.0.0.1 until its standard input ends.
//
//   POST /small/...             answers at once with a clip of 1,000 bytes
//   POST /bytes/<count>/...     answers at once with a clip of <count> bytes
//   POST /hold/...              holds the request, without an answer
//   GET  /held                  returns the number of held requests
//   GET  /nudge/<count>/<ms>    sends <count> interim answers (102) to random held requests, evenly spread over <ms>
//   GET  /release/<ms>          answers all held requests in random order, evenly spread over <ms>
//
// Connections stay open after an answer, as the service's do.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr std::uint64_t small_clip = 1000;

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i));
  return text;
}

// The first boxes of an MP4, up to the header of the media box, which fills the rest.
std::string clip_head(std::uint64_t size) {
  std::string head = big_endian(16, 4) + "ftypisom" + big_endian(0, 4) + big_endian(8, 4) + "moov";
  return head + big_endian(1, 4) + "mdat" + big_endian(size - head.size(), 8);
}

// Each answer is of a request of its own: a journal would take two of one id for one.
std::string new_id() {
  static std::uint64_t last = 0x0123'4567'89ab'cdef;
  char id[17];
  std::snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(++last));
  return id;
}

std::string answer_head(std::uint64_t size, const char* type = "video/mp4") {
  return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(size) +
         "\r\nx-request-id: " + new_id() + "\r\nx-cost: 0.625\r\n\r\n";
}

std::string clip_answer(std::uint64_t size) { return answer_head(size) + clip_head(size); }

struct Connection {
  std::string in;
  std::string out;           // still to be sent
  std::uint64_t filler = 0;  // bytes of filler to be sent after `out`
  bool held = false;
};

class Server {
 public:
  Server();
  int port() const { return port_; }
  void run();

 private:
  void accept_all();
  void read(int fd);
  void answer(int fd, Connection& connection, std::string_view target);
  void control(Connection& connection, std::string_view target);
  void write(int fd, Connection& connection);
  void watch(int fd, std::uint32_t events, int how) const;
  void close_connection(int fd);
  void run_due();
  std::vector<int> held() const;

  int epoll_;
  int listener_;
  int filler_;
  int port_ = 0;
  std::unordered_map<int, Connection> connections_;
  std::multimap<Clock::time_point, std::pair<int, bool>> due_;  // descriptor to answer; true: the final answer
  std::mt19937 random_{42};
};

constexpr std::size_t filler_size = 8 << 20;

Server::Server()
    : epoll_(epoll_create1(EPOLL_CLOEXEC)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)),
      filler_(memfd_create("filler", MFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener_, 4096) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("cannot listen");
  }
  port_ = ntohs(address.sin_port);
  const std::string block(filler_size, 'f');
  if (::write(filler_, block.data(), block.size()) != static_cast<ssize_t>(block.size())) {
    throw std::runtime_error("no memory for the filler");
  }
  watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
  watch(STDIN_FILENO, EPOLLIN, EPOLL_CTL_ADD);
}

void Server::watch(int fd, std::uint32_t events, int how) const {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  epoll_ctl(epoll_, how, fd, &event);
}

void Server::run() {
  std::vector<epoll_event> ready(256);
  for (;;) {
    int wait = -1;
    if (!due_.empty()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(due_.begin()->first - Clock::now());
      wait = static_cast<int>(std::max<long long>(left.count(), 0));
    }
    const int count = epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()), wait);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = ready[static_cast<std::size_t>(i)];
      const int fd = event.data.fd;
      if (fd == listener_) {
        accept_all();
      } else if (fd == STDIN_FILENO) {
        char nothing[64];
        if (::read(STDIN_FILENO, nothing, sizeof nothing) <= 0) return;
      } else if (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
        read(fd);
      } else if (const auto place = connections_.find(fd); place != connections_.end()) {
        write(fd, place->second);
      }
    }
    run_due();
  }
}

void Server::accept_all() {
  for (;;) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_.emplace(fd, Connection());
    watch(fd, EPOLLIN, EPOLL_CTL_ADD);
  }
}

void Server::close_connection(int fd) {
  connections_.erase(fd);
  ::close(fd);
}

void Server::read(int fd) {
  const auto place = connections_.find(fd);
  if (place == connections_.end()) return;
  Connection& connection = place->second;
  char buffer[16384];
  const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
  if (got <= 0) return close_connection(fd);
  connection.in.append(buffer, static_cast<std::size_t>(got));
  const std::size_t head = connection.in.find("\r\n\r\n");
  if (head == std::string::npos) return;
  std::size_t body = 0;
  for (const char* name : {"\r\nContent-Length:", "\r\ncontent-length:"}) {
    const std::size_t at = connection.in.find(name);
    if (at < head) body = std::strtoul(connection.in.c_str() + at + std::strlen(name), nullptr, 10);
  }
  if (connection.in.size() < head + 4 + body) return;
  const std::size_t from = connection.in.find(' ') + 1;
  const std::string target = connection.in.substr(from, connection.in.find(' ', from) - from);
  std::string().swap(connection.in);
  answer(fd, connection, target);
}

void Server::answer(int fd, Connection& connection, std::string_view target) {
  const auto is = [&](std::string_view prefix) { return target.substr(0, prefix.size()) == prefix; };
  if (is("/hold/")) {
    connection.held = true;
    return;
  }
  if (is("/bytes/") || is("/small/")) {
    const std::uint64_t size = is("/small/") ? small_clip : std::strtoull(target.data() + 7, nullptr, 10);
    connection.out = clip_answer(size);
    connection.filler = size - clip_head(size).size();
  } else {
    control(connection, target);
  }
  write(fd, connection);
}

std::vector<int> Server::held() const {
  std::vector<int> found;
  for (const auto& [fd, connection] : connections_) {
    if (connection.held) found.push_back(fd);
  }
  return found;
}

void Server::control(Connection& connection, std::string_view target) {
  std::vector<int> waiting = held();
  std::string words(target);
  std::shuffle(waiting.begin(), waiting.end(), random_);
  unsigned long count = waiting.size();
  unsigned long ms = 0;
  const bool nudge = std::sscanf(words.c_str(), "/nudge/%lu/%lu", &count, &ms) == 2;
  if (nudge || std::sscanf(words.c_str(), "/release/%lu", &ms) == 1) {
    const Clock::time_point now = Clock::now();
    for (unsigned long i = 0; i < count && !waiting.empty(); ++i) {
      due_.emplace(now + microseconds(ms * 1000 * i / count), std::pair(waiting[i % waiting.size()], !nudge));
    }
  }
  const std::string text = std::to_string(waiting.size());
  connection.out = answer_head(text.size(), "text/plain") + text;
}

void Server::run_due() {
  while (!due_.empty() && due_.begin()->first <= Clock::now()) {
    const auto [fd, is_final] = due_.begin()->second;
    due_.erase(due_.begin());
    const auto place = connections_.find(fd);
    if (place == connections_.end() || !place->second.held) continue;
    Connection& connection = place->second;
    connection.held = !is_final;
    connection.out = is_final ? clip_answer(small_clip) : "HTTP/1.1 102 Processing\r\n\r\n";
    connection.filler = is_final ? small_clip - clip_head(small_clip).size() : 0;
    write(fd, connection);
  }
}

void Server::write(int fd, Connection& connection) {
  while (!connection.out.empty() || connection.filler > 0) {
    ssize_t sent = 0;
    if (!connection.out.empty()) {
      const int more = connection.filler > 0 ? MSG_MORE : 0;
      sent = send(fd, connection.out.data(), connection.out.size(), MSG_NOSIGNAL | more);
      if (sent > 0) connection.out.erase(0, static_cast<std::size_t>(sent));
    } else {
      off_t offset = 0;
      sent = sendfile(fd, filler_, &offset, std::min<std::uint64_t>(connection.filler, filler_size));
      if (sent > 0) connection.filler -= static_cast<std::uint64_t>(sent);
    }
    if (sent > 0) continue;
    if (sent < 0 && errno == EAGAIN) return watch(fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    return close_connection(fd);
  }
  watch(fd, EPOLLIN, EPOLL_CTL_MOD);
}

}  // namespace

int main() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  Server server;
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  server.run();
}
