#include "sandbox/generations.hpp"

namespace segmind::sandbox {
namespace {

double seconds(Generation::Clock::duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

std::string_view name_of(Stage stage) {
  switch (stage) {
    case Stage::queued: return "QUEUED";
    case Stage::processing: return "PROCESSING";
    case Stage::completed: return "COMPLETED";
    case Stage::failed: return "FAILED";
  }
  return "QUEUED";
}

double Generation::seconds_of_work() const {
  return stage == Stage::queued ? 0 : seconds((stage == Stage::processing ? Clock::now() : finished) - started);
}

double Generation::seconds_in_queue() const {
  return seconds((stage == Stage::queued ? Clock::now() : started) - submitted);
}

Generations::Generations(Setup setup) : setup_(setup) {}

std::string Generations::new_id() {
  constexpr char hex[] = "0123456789abcdef";
  std::string id(32, '0');
  for (auto& digit : id) digit = hex[random_() & 15U];
  return id;
}

std::int64_t Generations::random_seed() { return static_cast<std::int64_t>(random_() & 0x7fffffffU); }

void Generations::start(std::shared_ptr<Generation> generation, bool recorded) {
  generation->submitted = Generation::Clock::now();
  if (generation->work == Work::charged && generation->error.empty()) setup_.ledger.reserve(generation->order.price);
  setup_.tally.update([](Counts& counts) { ++counts.generations_started; });
  if (recorded) {
    forget_expired();
    records_[generation->id] = generation;
    by_age_.push_back(generation);
  }
  const auto in_queue = recorded ? setup_.generation_time / 5 : std::chrono::milliseconds{0};
  const auto at_work = setup_.generation_time - in_queue;
  setup_.loop.after(in_queue, [this, generation, at_work] {
    begin_work(generation);
    setup_.loop.after(at_work, [this, generation] {
      generation->time_is_up = true;
      finish_if_due(generation);
    });
  });
}

void Generations::begin_work(const std::shared_ptr<Generation>& generation) {
  generation->stage = Stage::processing;
  generation->started = Generation::Clock::now();
  if (!generation->error.empty()) {
    generation->clip_made = true;
    return;
  }
  generation->order.make([this, generation](Clip clip) {
    generation->clip = std::move(clip);
    generation->clip_made = true;
    finish_if_due(generation);
  });
}

void Generations::finish_if_due(const std::shared_ptr<Generation>& generation) {
  if (!generation->time_is_up || !generation->clip_made) return;
  if (held_) {
    waiting_for_release_.push_back(generation);
    return;
  }
  generation->finished = Generation::Clock::now();
  if (generation->error.empty()) {
    complete(*generation);
  } else {
    generation->stage = Stage::failed;
    setup_.tally.update([](Counts& counts) { ++counts.generations_failed; });
  }
  if (const auto on_finish = std::move(generation->on_finish)) on_finish(*generation);
}

void Generations::complete(Generation& generation) {
  generation.stage = Stage::completed;
  if (generation.work == Work::charged) {
    generation.cost = generation.order.price;
    setup_.ledger.charge(generation.cost);
  }
  generation.credits_left = setup_.ledger.credits();
  setup_.tally.update([&](Counts& counts) {
    ++counts.generations_completed;
    if (generation.work != Work::charged) return;
    ++counts.generations_charged;
    counts.dollars_charged += generation.cost;
  });
}

void Generations::release() {
  held_ = false;
  const auto due = std::move(waiting_for_release_);
  waiting_for_release_.clear();
  for (const auto& generation : due) finish_if_due(generation);
}

std::shared_ptr<const Generation> Generations::find(const std::string& id) {
  forget_expired();
  const auto it = records_.find(id);
  if (it == records_.end()) return nullptr;
  auto& generation = *it->second;
  if (generation.stage == Stage::completed && generation.clip_path.empty()) {
    generation.clip_path = setup_.files.add(generation.clip, generation.order.content_type);
  }
  return it->second;
}

void Generations::forget_expired() {
  const auto now = Generation::Clock::now();
  while (!by_age_.empty() && now - by_age_.front()->submitted >= setup_.job_lifetime) {
    records_.erase(by_age_.front()->id);
    by_age_.pop_front();
  }
}

void Generations::expire_jobs() {
  records_.clear();
  by_age_.clear();
}

}  // namespace segmind::sandbox
