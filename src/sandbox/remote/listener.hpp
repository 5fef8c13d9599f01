#pragma once

#include <cstdint>
#include <thread>

#include "sandbox/remote/line.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// Calls an observer for each request that is answered from now on, on a thread of its own, until it is destroyed or
/// the program ends.
class Listener {
 public:
  /// Throws std::runtime_error where the program cannot be reached.
  Listener(const std::string& url, Function<void(const SeenRequest&)> observer);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

 private:
  void listen(std::uint64_t from) const;

  Line line_;
  const Function<void(const SeenRequest&)> observer_;
  std::thread thread_;
};

}  // namespace segmind::sandbox
