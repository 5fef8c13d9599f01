#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>

#include "segmind/segmind.hpp"

namespace segmind::testing {

/// A client that many threads use and any of them may replace, which destroys the old client with calls in flight.
class ClientSlot {
 public:
  explicit ClientSlot(ClientOptions options) : client_(std::in_place, std::move(options)) {}

  /// Runs `begin`, for functions that return at once. The client is not destroyed meanwhile.
  template <typename Begin>
  auto use(Begin begin) {
    const std::shared_lock lock(mutex_);
    return begin(*client_);
  }

  /// Runs `call`, for blocking functions. The client is not destroyed until `call` runs the function that it gets, or
  /// returns; `call` must run that function once it is inside the library.
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

  /// Pumps the client, unless another thread is pumping.
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
