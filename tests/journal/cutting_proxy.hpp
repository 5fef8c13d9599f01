#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <list>
#include <string>
#include <thread>
#include <vector>

namespace segmind::testing {

/// Stands before a PostgreSQL's socket, and cuts connections: one at its commit, before the server has it or before the
/// client hears that it was done; or all that there are.
class CuttingProxy {
 public:
  enum class Cut { nothing, before_the_commit, after_the_commit };

  CuttingProxy(const std::string& folder, std::string server)
      : server_(std::move(server) + name), listener_(new_socket()) {
    const sockaddr_un address = address_of(folder + name);
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    static_cast<void>(::pipe2(wake_.data(), O_CLOEXEC));
    thread_ = std::thread([this] { run(); });
  }
  ~CuttingProxy() {
    wake('x');
    thread_.join();
    for (const int end : {listener_, wake_[0], wake_[1]}) ::close(end);
  }

  /// At the next commit, once.
  void cut(Cut where) noexcept { cut_ = where; }
  void cut_all() noexcept { wake('c'); }
  int cuts() const noexcept { return cuts_; }

 private:
  static constexpr const char* name = "/.s.PGSQL.5432";

  struct Connection {
    std::array<int, 2> ends;  // the client, the server
    bool is_last_answer = false;
    bool is_over = false;
  };

  static int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }
  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
  }
  void wake(char why) const noexcept { static_cast<void>(::write(wake_[1], &why, 1)); }

  void run() {
    char why = 0;
    while (why != 'x') {
      std::vector<pollfd> watched{{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
      for (const Connection& one : connections_) {
        for (const int end : one.ends) watched.push_back({end, POLLIN, 0});
      }
      ::poll(watched.data(), watched.size(), -1);
      auto ready = watched.begin() + 2;
      for (Connection& one : connections_) {
        for (const std::size_t from : {0U, 1U}) {
          if ((ready++)->revents != 0 && !one.is_over) pass(one, from);
        }
      }
      if (watched[0].revents != 0) accept();
      if (watched[1].revents != 0 && ::read(wake_[0], &why, 1) == 1) {
        for (Connection& one : connections_) one.is_over = true;
        cuts_ += why == 'c' ? 1 : 0;
      }
      connections_.remove_if([](const Connection& one) {
        if (one.is_over) ::close(one.ends[0]), ::close(one.ends[1]);
        return one.is_over;
      });
    }
  }

  void accept() {
    Connection made{{::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC), new_socket()}};
    const sockaddr_un address = address_of(server_);
    made.is_over = ::connect(made.ends[1], reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0;
    connections_.push_back(made);
  }

  void pass(Connection& one, std::size_t from) {
    const ssize_t size = ::read(one.ends[from], buffer_.data(), buffer_.size());
    one.is_over = size <= 0 || (from == 1 && one.is_last_answer);
    if (one.is_over) return;
    const std::string data(buffer_.data(), static_cast<std::size_t>(size));
    const bool is_commit = from == 0 && data.find("COMMIT") != std::string::npos;
    if (const Cut cut = is_commit ? cut_.exchange(Cut::nothing) : Cut::nothing; cut != Cut::nothing) {
      ++cuts_;
      one.is_last_answer = cut == Cut::after_the_commit;
      one.is_over = !one.is_last_answer;
    }
    if (!one.is_over) one.is_over = ::send(one.ends[1 - from], data.data(), data.size(), MSG_NOSIGNAL) != size;
  }

  const std::string server_;
  const int listener_;
  std::array<int, 2> wake_{};
  std::list<Connection> connections_;
  std::array<char, 65536> buffer_{};
  std::atomic<Cut> cut_{Cut::nothing};
  std::atomic<int> cuts_{0};
  std::thread thread_;
};

}  // namespace segmind::testing
