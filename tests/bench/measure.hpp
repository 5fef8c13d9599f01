#pragma once

// Shared by the benchmarks: measurements of this process, and requests to the benchmarks' server.

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

inline constexpr const char* key = "SG_0123456789abcdef";
inline constexpr const char* prompt = "Image1 walks through a garden";
inline constexpr const char* body = R"({"prompt":"Image1 walks through a garden"})";

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The processor time of this process so far, user and system, in seconds.
inline double cpu() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

inline double status_kb(const char* field) {
  double found = 0;
  std::FILE* file = std::fopen("/proc/self/status", "r");
  char line[256];
  const std::size_t length = std::strlen(field);
  while (file != nullptr && std::fgets(line, sizeof line, file) != nullptr) {
    if (std::strncmp(line, field, length) == 0) found = std::atof(line + length);
  }
  if (file != nullptr) std::fclose(file);
  return found;
}

inline double resident_kb() { return status_kb("VmRSS:"); }
inline double most_resident_kb() { return status_kb("VmHWM:"); }
inline double threads() { return status_kb("Threads:"); }

inline void allow_many_files() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

inline double percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.at(std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size()))));
}

/// Sends a GET to the server and returns the number in its answer.
inline long ask(int port, const std::string& target) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: bench\r\n\r\n";
  char answer[1024];
  ssize_t got = 0;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::send(fd, request.data(), request.size(), 0) > 0) {
    got = ::recv(fd, answer, sizeof answer - 1, 0);
  }
  ::close(fd);
  if (got <= 0) throw std::runtime_error("the server does not answer");
  answer[got] = '\0';
  const char* text = std::strstr(answer, "\r\n\r\n");
  return text == nullptr ? 0 : std::atol(text);
}

}  // namespace bench
