#include "call/recovery/records_desk.hpp"

#include "call/engine.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/call.hpp"
#include "call/recovery/reading.hpp"

namespace segmind::call {
namespace {

void take_out(std::vector<RecordReader*>& readers, const RecordReader* reader) noexcept {
  readers.erase(std::remove(readers.begin(), readers.end(), reader), readers.end());
}

}  // namespace

RecordsDesk::RecordsDesk(Engine& engine) : engine_(engine), claims_(engine.clock()) {}

void RecordsDesk::ask(RecordReader& reader) {
  waiting_.push_back(&reader);
  if (!is_reading_) begin_reading();
}

void RecordsDesk::leave(RecordReader& reader) noexcept {
  take_out(present_, &reader);
  take_out(waiting_, &reader);
  std::replace(served_.begin(), served_.end(), &reader, static_cast<RecordReader*>(nullptr));
  if (is_reading_ && waiting_.empty() && serves_nobody()) stop_idle_reading();
}

// Not here: the reader that leaves may be inside tell(), which walks over the page.
void RecordsDesk::stop_idle_reading() noexcept {
  try {
    engine_.loop().post([reading = reading_, this] {
      const auto call = reading.lock();
      if (call && waiting_.empty() && serves_nobody()) call->fail(cancelled("Nobody looks for a record any more."));
    });
  } catch (...) {
    // Without memory for the task it ends by itself.
  }
}

bool RecordsDesk::is_for_another(const RecordReader& reader, const Row& row, const ServiceClock& clock) const noexcept {
  return std::any_of(present_.begin(), present_.end(), [&](const RecordReader* other) {
    return other != &reader && other->sought().sent > reader.sought().sent &&
           fit(row, other->sought(), clock) == Fit::certain;
  });
}

void RecordsDesk::begin_reading() {
  const auto call =
      Call::of<Reading>(engine_.shared_from_this(), CallOptions(), TimeLimit{engine_.settings().timeout, {}}, *this);
  reading_ = call;
  is_reading_ = true;
  try {
    call->begin();
  } catch (...) {
    is_reading_ = false;
    throw;
  }
}

void RecordsDesk::on_reading_over() noexcept {
  served_.clear();
  is_reading_ = false;
  if (waiting_.empty()) return;
  try {
    begin_reading();
  } catch (...) {
    served_.swap(waiting_);
    const Error problem = error_of_current_exception();
    tell([&](RecordReader& reader) { reader.on_reading_end({false, problem, Verdict::permanent}); });
    served_.clear();
  }
}

}  // namespace segmind::call
