#include "call/journal/outcome.hpp"

#include <string>
#include <utility>

#include "call/journal/desk.hpp"

namespace segmind::call {
namespace {

JournalEnd end_of(const Media& clip) {
  JournalEnd end;
  end.charge = Charge::charged;
  end.cost = clip.receipt().cost;
  end.record_id = clip.receipt().request_id.value_or("");
  end.address = clip.receipt().address.value_or("");
  if (!clip.path().empty()) end.clip = {clip.path(), clip.size(), {}};
  return end;
}

JournalEnd end_of(const Error& error) {
  JournalEnd end;
  end.charge = error.charge;
  end.address = error.address;
  return end;
}

// A job that has neither ended nor expired is asked for again, by whoever comes next.
bool job_goes_on(const Error& error) noexcept {
  const bool is_job = error.call == CallKind::wait || error.call == CallKind::submit;
  return is_job && error.charge == Charge::possible && !error.request_id.empty() &&
         error.kind != ErrorKind::job_expired;
}

void report(JournalDesk& desk, const EntryEpoch& entry, const Result<Media>& clip) {
  if (!clip && job_goes_on(clip.error())) {
    return desk.report([entry](Journal& journal, const CancellationToken& stop) {
      return journal.let_go(entry.key, entry.epoch, stop);
    });
  }
  const JournalEnd end = clip ? end_of(*clip) : end_of(clip.error());
  desk.report([entry, end](Journal& journal, const CancellationToken& stop) {
    return journal.ended(entry.key, entry.epoch, end, stop);
  });
}

}  // namespace

void report_clip(Engine& engine, const EntryEpoch& entry, const Result<Media>& clip) noexcept {
  try {
    report(*engine.journal(), entry, clip);
  } catch (...) {
    // Without memory the entry stays as it is: the clip matters more.
  }
}

}  // namespace segmind::call
