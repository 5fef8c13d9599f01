#include "faults/fault_proxy.hpp"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "faults/link.hpp"
#include "faults/poller.hpp"
#include "faults/socket.hpp"

namespace segmind::testing {
namespace {

constexpr std::uint64_t listener_tag = std::numeric_limits<std::uint64_t>::max() - 1;
constexpr int accepts_per_turn = 64;

}  // namespace

// The mutex is held by the thread while it moves bytes, and by every function that sets or reads something: so what is
// set holds from the next byte on.
class FaultProxy::Impl {
 public:
  explicit Impl(std::uint16_t upstream_port)
      : upstream_port_(upstream_port), listener_(listen_on_loopback()), port_(port_of(listener_)) {
    poller_.watch(listener_.fd(), 0, EPOLLIN, listener_tag);
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() {
    change([this] { stopping_ = true; });
    thread_.join();
  }

  std::uint16_t port() const noexcept { return port_; }

  template <class Change>
  void change(const Change& how) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      how();
      changed_from_outside_ = true;
    }
    poller_.wake();
  }

  template <class Look>
  auto look(const Look& what) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return what();
  }

  bool wait_for(const std::function<bool(const Traffic&)>& predicate, std::chrono::milliseconds timeout) const {
    std::unique_lock<std::mutex> lock(mutex_);
    return moved_.wait_for(lock, timeout, [&] { return predicate(shared_.traffic); });
  }

  Shared& shared() noexcept { return shared_; }

  void refuse_next(int n) { to_refuse_ = n; }

  void resume() {
    for (auto& entry : links_) entry.second.resume();
  }

  void close_all() {
    for (auto& entry : links_) entry.second.close();
  }

 private:
  void run() {
    while (true) {
      const std::vector<epoll_event>& events = poller_.wait(next_deadline());
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stopping_) return;
      const TimePoint now = std::chrono::steady_clock::now();
      for (const epoll_event& event : events) {
        if (event.data.u64 == listener_tag) {
          accept_some();
        } else {
          on_link(Link::number_of(event.data.u64), now,
                  [&](Link& link) { link.on_ready(Link::peer_of(event.data.u64), event.events, now); });
        }
      }
      advance_due(now);
      moved_.notify_all();
    }
  }

  std::optional<TimePoint> next_deadline() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return deadlines_.empty() ? std::nullopt : std::optional<TimePoint>(deadlines_.begin()->first);
  }

  void advance_due(TimePoint now) {
    std::vector<int> due;
    if (std::exchange(changed_from_outside_, false)) {
      for (const auto& entry : links_) due.push_back(entry.first);
    } else {
      for (const auto& [time, number] : deadlines_) {
        if (time > now) break;
        due.push_back(number);
      }
    }
    for (const int number : due) on_link(number, now, [now](Link& link) { link.advance(now); });
  }

  template <class Act>
  void on_link(int number, TimePoint now, const Act& act) {
    const auto found = links_.find(number);
    if (found == links_.end()) return;
    act(found->second);
    schedule(number, found->second.wake_at(now));
    if (found->second.over()) remove(number);
  }

  void schedule(int number, std::optional<TimePoint> when) {
    const auto found = deadline_of_.find(number);
    if (found != deadline_of_.end()) {
      deadlines_.erase({found->second, number});
      deadline_of_.erase(found);
    }
    if (!when) return;
    deadlines_.emplace(*when, number);
    deadline_of_.emplace(number, *when);
  }

  void remove(int number) {
    schedule(number, std::nullopt);
    links_.erase(number);
    shared_.traffic.connections[static_cast<std::size_t>(number)].open = false;
    --shared_.traffic.open;
    if (std::exchange(out_of_descriptors_, false)) poller_.watch(listener_.fd(), EPOLLET, EPOLLIN, listener_tag);
  }

  void accept_some() {
    try {
      for (int i = 0; i < accepts_per_turn; ++i) {
        Socket client = accept_from(listener_);
        if (!client.is_open()) return;
        take_in(std::move(client));
      }
    } catch (const std::system_error&) {
      // With no descriptor left the listener would be reported as ready without end; it is heard again when a
      // connection closes.
      if (links_.empty()) throw;
      out_of_descriptors_ = true;
      poller_.watch(listener_.fd(), EPOLLIN, EPOLLET, listener_tag);
    }
  }

  void take_in(Socket client) {
    Traffic& traffic = shared_.traffic;
    const int number = static_cast<int>(traffic.connections.size());
    traffic.connections.emplace_back();
    if (shared_.recorded_bytes > 0) shared_.transcripts.resize(traffic.connections.size());
    Socket server;
    if (to_refuse_ > 0) {
      --to_refuse_;
    } else {
      server = begin_connect(upstream_port_);
    }
    if (!server.is_open()) {
      traffic.connections.back().open = false;
      traffic.connections.back().refused = true;
      client.reset();
      return;
    }
    ++traffic.open;
    links_.try_emplace(number, number, std::move(client), std::move(server), shared_, poller_);
  }

  const std::uint16_t upstream_port_;
  Socket listener_;
  const std::uint16_t port_;
  Poller poller_;

  mutable std::mutex mutex_;
  mutable std::condition_variable moved_;
  Shared shared_;
  std::map<int, Link> links_;
  std::set<std::pair<TimePoint, int>> deadlines_;
  std::map<int, TimePoint> deadline_of_;
  int to_refuse_ = 0;
  bool out_of_descriptors_ = false;
  bool changed_from_outside_ = false;
  bool stopping_ = false;

  std::thread thread_;
};

FaultProxy::FaultProxy(std::uint16_t upstream_port) : impl_(std::make_unique<Impl>(upstream_port)) {}

FaultProxy::~FaultProxy() = default;

std::uint16_t FaultProxy::port() const noexcept { return impl_->port(); }

void FaultProxy::arm(const ByteFault& fault) {
  impl_->change([&] { impl_->shared().plan.arm(fault, impl_->shared().traffic); });
}

void FaultProxy::disarm() {
  impl_->change([&] {
    impl_->shared().plan.disarm();
    impl_->refuse_next(0);
  });
}

void FaultProxy::resume() {
  impl_->change([&] { impl_->resume(); });
}

void FaultProxy::close_all() {
  impl_->change([&] { impl_->close_all(); });
}

void FaultProxy::split(std::size_t bytes, std::chrono::milliseconds pause) {
  impl_->change([&] {
    impl_->shared().shape.split_bytes = bytes;
    impl_->shared().shape.split_pause = pause;
  });
}

void FaultProxy::merge(std::chrono::milliseconds window) {
  impl_->change([&] { impl_->shared().shape.merge_window = window; });
}

void FaultProxy::refuse_next(int n) {
  impl_->change([&] { impl_->refuse_next(n); });
}

void FaultProxy::record(std::size_t bytes_per_direction) {
  impl_->change([&] { impl_->shared().recorded_bytes = bytes_per_direction; });
}

Transcript FaultProxy::transcript(int connection) const {
  return impl_->look([&] {
    const auto& all = impl_->shared().transcripts;
    const auto place = static_cast<std::size_t>(connection);
    return place < all.size() ? all[place] : Transcript{};
  });
}

Traffic FaultProxy::traffic() const {
  return impl_->look([&] { return impl_->shared().traffic; });
}

bool FaultProxy::wait_for(const std::function<bool(const Traffic&)>& predicate,
                          std::chrono::milliseconds timeout) const {
  return impl_->wait_for(predicate, timeout);
}

}  // namespace segmind::testing
