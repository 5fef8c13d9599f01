#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

#include "segmind/segmind.hpp"

namespace segmind::testing {

/// A client that many threads use and any of them may destroy: another one takes its place. The next call begins with
/// the new client; calls of the old one are under way when it goes.
class ClientSlot {
 public:
  explicit ClientSlot(ClientOptions options) : client_(std::in_place, std::move(options)) {}

  /// For what returns at once: the client stays while `begin` runs.
  template <typename Begin>
  auto use(Begin begin) {
    const std::shared_lock lock(mutex_);
    return begin(*client_);
  }

  /// For a blocking call: the client stays until `call` runs the function that it is given, or returns: it runs it once
  /// the call is inside the library.
  template <typename Call>
  auto enter(Call call) {
    Client* client = nullptr;
    {
      const std::shared_lock lock(mutex_);
      client = &*client_;
      const std::lock_guard count(entering_mutex_);
      ++entering_;
    }
    const auto entered = std::make_shared<Entered>(*this);
    auto result = call(*client, Function<void()>([entered] { entered->once(); }));
    entered->once();
    return result;
  }

  void replace(ClientOptions options);

  /// One thread at a time may pump; the others find that somebody does.
  void pump();

 private:
  class Entered {
   public:
    explicit Entered(ClientSlot& slot) : slot_(slot) {}
    ~Entered() { once(); }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    void once();

   private:
    ClientSlot& slot_;
    std::once_flag done_;
  };

  std::shared_mutex mutex_;
  std::mutex pumping_;
  std::optional<Client> client_;
  std::mutex entering_mutex_;
  std::condition_variable entered_;
  int entering_ = 0;
};

}  // namespace segmind::testing
