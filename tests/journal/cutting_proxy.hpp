#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <string>
#include <thread>

namespace segmind::testing {

/// Stands before a PostgreSQL's socket, and cuts the connection at a commit: before the server has it, or before the
/// client hears that it was done.
class CuttingProxy {
 public:
  enum class Cut { nothing, before_the_commit, after_the_commit };

  CuttingProxy(const std::string& folder, std::string server)
      : server_(std::move(server) + name), listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const sockaddr_un address = address_of(folder + name);
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    thread_ = std::thread([this] { run(); });
  }
  ~CuttingProxy() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  /// At the next commit, once.
  void cut(Cut where) noexcept { cut_ = where; }
  int cuts() const noexcept { return cuts_; }

 private:
  static constexpr const char* name = "/.s.PGSQL.5432";

  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
  }

  // One connection at a time, which is all that the journal under test has.
  void run() {
    for (int client = ::accept(listener_, nullptr, nullptr); client >= 0;
         client = ::accept(listener_, nullptr, nullptr)) {
      const int server = ::socket(AF_UNIX, SOCK_STREAM, 0);
      const sockaddr_un address = address_of(server_);
      if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) pass(client, server);
      ::close(server);
      ::close(client);
    }
  }

  void pass(int client, int server) {
    std::array<pollfd, 3> ends{{{client, POLLIN, 0}, {server, POLLIN, 0}, {listener_, POLLHUP, 0}}};
    bool is_last_answer = false;
    while (::poll(ends.data(), ends.size(), -1) > 0) {
      if ((ends[2].revents & POLLHUP) != 0) return;
      for (const std::size_t from : {0U, 1U}) {
        if (ends[from].revents == 0) continue;
        const ssize_t size = ::read(ends[from].fd, buffer_.data(), buffer_.size());
        if (size <= 0) return;
        const std::string data(buffer_.data(), static_cast<std::size_t>(size));
        const bool is_commit = from == 0 && data.find("COMMIT") != std::string::npos && cut_ != Cut::nothing;
        if (from == 1 && is_last_answer) return;
        if (is_commit) {
          ++cuts_;
          if (cut_.exchange(Cut::nothing) == Cut::before_the_commit) return;
          is_last_answer = true;
        }
        if (::write(ends[1 - from].fd, data.data(), data.size()) != size) return;
      }
    }
  }

  const std::string server_;
  const int listener_;
  std::array<char, 65536> buffer_{};
  std::atomic<Cut> cut_{Cut::nothing};
  std::atomic<int> cuts_{0};
  std::thread thread_;
};

}  // namespace segmind::testing
