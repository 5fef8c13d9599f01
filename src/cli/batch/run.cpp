#include "cli/batch/run.hpp"

#include <utility>

#include "cli/files/output_place.hpp"
#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {
namespace {

/// Lines of other processes that are waited for at once. Each asks the journal whenever that has changed.
constexpr std::size_t most_awaited = 16;

}  // namespace

BatchRun::BatchRun(segmind::Client& client, KeyedJournal& journal, RunSettings settings, StepTaken on_step, Said say)
    : client_(client), settings_(settings), on_step_(std::move(on_step)), say_(std::move(say)) {
  journal.set_heard([this](const std::string& key, const segmind::Beginning& told) { return hear(key, told); });
  journal.set_may_leave([this](const std::string& key) { return may_leave(key); });
  journal.set_noted([this](const std::string& key, const std::string& id) { note(key, id); });
}

void BatchRun::add(Wanted wanted, const segmind::JournalEntry* entry) {
  Clip& clip = clips_.emplace_back(std::move(wanted));
  by_key_.emplace(clip.wanted.key, &clip);
  clip.is_ready = clip.wanted.files.empty();
  if (entry == nullptr) return to_do_.push_back(&clip);
  clip.take(*entry);
  clip.may_pay_again = settings_.resubmit_unrecorded && is_in_doubt(*entry);
  if (entry->state == segmind::JournalState::done && is_there(clip.wanted.output)) {
    clip.stage = Clip::Stage::was_there;
  } else if (is_held(*entry, std::chrono::system_clock::now())) {
    set_aside(clip);
  } else {
    // Jobs first: the service does not keep them for long.
    clip.id.empty() ? to_do_.push_back(&clip) : to_do_.push_front(&clip);
  }
}

bool BatchRun::is_to_be_sent(const Clip& clip) {
  if (clip.stage != Clip::Stage::unsent) return false;
  return !clip.entry || is_unsent(*clip.entry) || clip.may_pay_again;
}

void BatchRun::put_addresses(const std::map<std::string, std::string>& address_of) {
  const auto real = [&address_of](const std::string& address) {
    const auto known = address_of.find(address);
    return known == address_of.end() ? address : known->second;
  };
  for (Clip& clip : clips_) {
    if (!is_to_be_sent(clip) || clip.wanted.files.empty()) continue;
    const segmind::Wan27R2VRequest& planned = clip.wanted.request;
    segmind::Wan27R2VRequest::Builder builder(planned.prompt());
    for (const std::string& address : planned.reference_images()) builder.reference_image(real(address));
    for (const std::string& address : planned.reference_videos()) builder.reference_video(real(address));
    if (planned.reference_voice()) builder.reference_voice(real(*planned.reference_voice()));
    if (planned.negative_prompt()) builder.negative_prompt(*planned.negative_prompt());
    if (planned.resolution()) builder.resolution(*planned.resolution());
    if (planned.duration()) builder.duration(*planned.duration());
    if (planned.seed()) builder.seed(*planned.seed());
    if (planned.is_seed_random()) builder.random_seed();
    clip.wanted.request = builder.build();
    clip.is_ready = true;
  }
}

void BatchRun::begin() { go_on(); }

void BatchRun::run_for(std::chrono::milliseconds time) {
  main_thread_.run_for(time);
  if (Clock::now() >= next_try_to_keep_) try_to_keep();
  go_on();
}

/// False: not now.
bool BatchRun::may_send() {
  if (unsaved_ > 0 || Clock::now() < next_ask_of_journal_) return false;
  if (journal_fails_ && sending_ > 0) return false;
  return !service_.must_wait() && (!service_.is_down() || sending_ == 0);  // one finds out for all
}

/// Null: nothing can be begun now.
Clip* BatchRun::next() {
  if (under_way_ - awaited_ >= settings_.in_flight) return nullptr;
  if (!to_do_.empty()) {
    Clip* clip = to_do_.front();
    if (clip->id.empty() && !may_send()) return nullptr;
    clip->may_wait = false;
    to_do_.pop_front();
    return clip;
  }
  if (aside_.empty() || awaited_ >= most_awaited || !may_send()) return nullptr;
  Clip* clip = aside_.front();
  clip->may_wait = true;
  aside_.pop_front();
  return clip;
}

/// What nobody begins any more. Jobs are fetched all the same.
void BatchRun::leave_the_rest() {
  std::deque<Clip*> jobs;
  for (Clip* clip : std::exchange(to_do_, {})) {
    const bool has_job = !clip->id.empty();
    if (has_job && !giving_up_) {
      jobs.push_back(clip);
      continue;
    }
    const bool in_doubt = clip->entry && is_in_doubt(*clip->entry);
    clip->stage = has_job ? Clip::Stage::left : in_doubt ? Clip::Stage::uncertain : Clip::Stage::unsent;
    clip->words = stopped_because_;
  }
  to_do_ = std::move(jobs);
  aside_.clear();  // whose stage says it
}

void BatchRun::go_on() {
  if (std::exchange(going_on_, true)) return;  // a call that is refused at once comes back here
  if (sends_no_more_) leave_the_rest();
  while (Clip* clip = next()) {
    start(*clip);
    if (sends_no_more_) leave_the_rest();
  }
  going_on_ = false;
}

void BatchRun::stop_sending(const std::string& why) {
  if (stopped_because_.empty()) stopped_because_ = why;
  sends_no_more_ = true;
}

void BatchRun::drain() {
  if (std::exchange(draining_, true)) return;
  sends_no_more_ = true;
  drain_.cancel();
  try_to_keep();
  go_on();
}

void BatchRun::give_up() {
  if (std::exchange(giving_up_, true)) return;
  drain();
  end_.cancel();
  try_to_keep();
  go_on();
}

}  // namespace segmind::cli
