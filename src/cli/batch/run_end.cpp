// How a line's call ended, and what that means for the batch.
#include <utility>

#include "cli/batch/failure.hpp"
#include "cli/batch/run.hpp"
#include "cli/files/output_place.hpp"
#include "cli/files/rescue.hpp"
#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {
namespace {

using Stage = Clip::Stage;

constexpr std::chrono::seconds pause_before_asking_again{1};
constexpr std::chrono::hours longest_without_journal{1};

}  // namespace

void BatchRun::on_end(Clip& clip, segmind::Result<segmind::Video> video) {
  const bool was_awaited = clip.is_awaited.exchange(false);
  if (was_awaited) --awaited_;
  stop_counting(clip);
  if (video) {
    if (!video->path().empty()) return keep(clip, *video);
    const auto here = std::make_shared<const segmind::Video>(std::move(*video));
    const auto saved = here->try_save(clip.wanted.output);
    return saved ? keep(clip, *here) : hold(clip, saved.error().message, here);
  }
  if (clip.found != Finding::none) return on_finding(clip);
  if (was_awaited) {  // the end of waiting is not the end of the clip
    if (sends_no_more_) return end(clip, Stage::elsewhere);
    set_aside(clip);
    --under_way_;
    return go_on();
  }
  on_failure(clip, video.error());
}

void BatchRun::on_finding(Clip& clip) {
  switch (clip.found) {
    case Finding::there: return end(clip, Stage::by_another);
    case Finding::too_late: return end(clip, Stage::unsent);
    case Finding::in_the_way:
      clip.words = "Another program has put a file in its place. Move that away, or name another output.";
      return end(clip, Stage::failed);
    case Finding::unready:
      clip.words =
          "Its files were not uploaded: it was under way elsewhere, and failed there. The same command sends it.";
      return end(clip, Stage::unsent);
    case Finding::elsewhere:
      set_aside(clip);
      --under_way_;
      return go_on();
    case Finding::none: break;
  }
}

void BatchRun::set_aside(Clip& clip) {
  clip.stage = Stage::elsewhere;
  aside_.push_back(&clip);
}

void BatchRun::on_failure(Clip& clip, const segmind::Error& error) {
  if (error.kind == ErrorKind::file) return hold(clip, error.message, error.rescued);
  if (error.rescued) {
    clip.is_foreign = true;
    return hold(clip, outcome_of(error), error.rescued);
  }
  if (error.kind == ErrorKind::job_failed) {
    clip.words = outcome_of(error);
    return end(clip, Stage::failed);
  }
  error.charge == Charge::none ? on_refusal(clip, error) : on_doubt(clip, error);
}

void BatchRun::on_refusal(Clip& clip, const segmind::Error& error) {
  if (error.kind == ErrorKind::journal) return wait_for_journal(clip, error);
  if (is_passing(error)) return put_back(clip, error);
  clip.words = reason_of(error);
  if (is_another_request(error)) {
    clip.words =
        "The journal has another request under this line's key: it was sent before the line was edited, or another "
        "manifest has the line. Put the line back to have that clip, or give the new request another output.";
  }
  if (error.kind == ErrorKind::spending_limit) {  // another line may be cheaper
    clip.has_no_room = true;
    clip.words = "No room under --limit: " + (error.violations.empty() ? clip.words : error.violations.front().message);
    return end(clip, Stage::unsent);
  }
  if (concerns_all(error.kind)) stop_sending(error.message);
  end(clip, error.kind == ErrorKind::cancelled ? Stage::unsent : Stage::failed);
}

void BatchRun::on_doubt(Clip& clip, const segmind::Error& error) {
  const bool was_cancelled = error.kind == ErrorKind::cancelled;
  // None was there when it was sent, so this one is the whole clip.
  if (!was_cancelled && is_there(clip.wanted.output)) return end(clip, Stage::was_there);
  const bool has_job = error.call == segmind::CallKind::wait && !clip.id.empty();
  if (!was_cancelled || !has_job) clip.words = outcome_of(error);  // else the summary says it
  if (error.kind == ErrorKind::job_expired && error.charge == Charge::charged) return end(clip, Stage::lost);
  if (error.charge == Charge::charged || (has_job && error.kind != ErrorKind::job_expired)) {
    return end(clip, Stage::left);
  }
  const bool was_sent_now = clip.is_ours && clip.entry && is_unsent(*clip.entry);
  if (!was_cancelled && was_sent_now && service_.was_uncertain()) {
    stop_sending("Three requests in a row may have been paid for nothing; no more are sent.");
    say_(
        stopped_because_ +
        " The same command sends the rest once the service works. Requests that may have been paid are sent again only "
        "with --resubmit-unrecorded.");
  }
  end(clip, Stage::uncertain);
}

/// The request cost nothing: it is sent again when the service works.
void BatchRun::put_back(Clip& clip, const segmind::Error& error) {
  clip.stage = Stage::unsent;
  to_do_.push_back(&clip);
  --under_way_;
  const bool begins = service_.failed_for_free(error.http_status != 0);
  if (service_.is_hopeless()) {
    stop_sending(reason_of(error));
  } else if (begins) {
    say_("The service cannot take requests: " + reason_of(error) + " It is asked again until it can.");
  }
  go_on();
}

void BatchRun::wait_for_journal(Clip& clip, const segmind::Error& error) {
  clip.stage = Stage::unsent;
  to_do_.push_back(&clip);
  --under_way_;
  const Clock::time_point now = Clock::now();
  next_ask_of_journal_ = now + pause_before_asking_again;
  if (!std::exchange(journal_fails_, true)) {
    journal_fails_since_ = now;
    say_("The journal cannot be used, and nothing is sent until it can be: " + reason_of(error));
  } else if (now - journal_fails_since_ > longest_without_journal) {
    stop_sending(reason_of(error));
  }
  go_on();
}

void BatchRun::end(Clip& clip, Stage stage) {
  clip.stage = stage;
  clip.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - clip.began);
  if (clip.words.empty() && stage == Stage::unsent) clip.words = stopped_because_;
  --under_way_;
  on_step_(clip);
  go_on();
}

}  // namespace segmind::cli
