#include "call/lifecycle/operation.hpp"

#include "call/lifecycle/durations.hpp"

namespace segmind::detail {

OperationCore::OperationCore() : internal_(new Internal) {}

OperationCore::~OperationCore() = default;

bool OperationCore::ready() const noexcept {
  const std::lock_guard lock(internal_->mutex);
  return internal_->stage != Internal::Stage::under_way;
}

bool OperationCore::wait_for(std::chrono::milliseconds time) const {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + call::bounded(time);
  const auto engine = internal_->engine.lock();
  if (engine && engine->loop().on_thread()) return ready();  // waiting here would deadlock
  if (engine && !engine->loop().has_thread()) {
    if (time.count() <= 0 && !ready()) engine->loop().turn_now();
    bool alive = true;
    while (alive && !ready() && Clock::now() < until) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
      alive = engine->loop().turn(std::min(left, call::longest_turn));
    }
    if (alive) return ready();
  }
  std::unique_lock lock(internal_->mutex);
  return internal_->changed.wait_until(lock, until, [this] { return internal_->stage != Internal::Stage::under_way; });
}

bool OperationCore::wait() const {
  const auto engine = internal_->engine.lock();
  if (engine && engine->loop().on_thread()) return ready();
  if (engine && !engine->loop().has_thread()) {
    while (!ready() && engine->loop().turn(call::longest_turn)) {
    }
    if (ready()) return true;  // else the loop is gone, and only the file's executor can still bring the result
  }
  std::unique_lock lock(internal_->mutex);
  internal_->changed.wait(lock, [this] { return internal_->stage != Internal::Stage::under_way; });
  return true;
}

void OperationCore::cancel() const noexcept { internal_->stop(call::Stop::at_once); }

bool OperationCore::when_ready(Function<void()> callback) { return attach(std::move(callback), false); }

bool OperationCore::take_when_ready(Function<void()> callback) { return attach(std::move(callback), true); }

bool OperationCore::attach(Function<void()> callback, bool takes) {
  {
    const std::lock_guard lock(internal_->mutex);
    if (internal_->callback || (takes && !claim())) return false;
    if (internal_->stage != Internal::Stage::delivered) {
      internal_->callback = std::move(callback);
      return true;
    }
  }
  internal_->call(callback);
  return true;
}

void OperationCore::run(const Function<void()>& callback) const noexcept { internal_->call(callback); }

bool OperationCore::claim() noexcept { return !internal_->claimed.exchange(true); }

bool OperationCore::is_taken() const noexcept { return internal_->claimed; }

void OperationCore::forget_callback() noexcept {
  Function<void()> forgotten;  // destroyed outside the lock: its destructor may run the program's code
  const std::lock_guard lock(internal_->mutex);
  std::swap(forgotten, internal_->callback);
}

void OperationCore::Internal::become_ready() noexcept {
  const std::lock_guard lock(mutex);
  stage = Stage::ready;
  changed.notify_all();
}

void OperationCore::Internal::deliver() noexcept {
  Function<void()> due;
  {
    const std::lock_guard lock(mutex);
    stage = Stage::delivered;
    std::swap(due, callback);
    changed.notify_all();
  }
  if (due) call(due);
}

void OperationCore::Internal::call(const Function<void()>& due) const noexcept {
  try {
    due();
  } catch (...) {
    if (const auto alive = engine.lock()) alive->tell_exception("A callback");
  }
}

}  // namespace segmind::detail

namespace segmind::call {

void begin_for(detail::OperationCore& operation, const std::shared_ptr<Call>& call, Function<void()> on_cancel) {
  operation.internal().on_stop = [weak = std::weak_ptr<Call>(call), on_cancel = std::move(on_cancel)](Stop how) {
    if (how == Stop::at_once && on_cancel) on_cancel();
    if (const auto alive = weak.lock()) alive->stop(how);
  };
  call->begin();
}

// Without memory for the work it is done where the call ended, and nobody hands it over.
WaitingThread::WaitingThread(Engine& engine, CallOptions& options)
    : engine_(engine), nothing_is_left_([handed = handed_] { handed->give({}); }) {
  options.file_executor = [handed = handed_](Work work) { handed->give(std::move(work)); };
  options.deliver_on = {};
}

void WaitingThread::wait_for(detail::OperationCore& operation) {
  operation.when_ready(nothing_is_left_);
  net::Loop& loop = engine_.loop();
  const Work work =
      loop.has_thread() ? handed_->wait() : handed_->wait_with([&loop] { return loop.turn(longest_turn); });
  if (work) work();
}

}  // namespace segmind::call
