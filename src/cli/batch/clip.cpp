#include "cli/batch/clip.hpp"

#include "cli/journal/entry_facts.hpp"

namespace segmind::cli {

void Clip::take(const segmind::JournalEntry& known) {
  entry = known;
  id.clear();
  seed = known.seed;
  if (is_unsent(known)) return;
  id = id_of(known);
  submitted = left_at(known);
  if (known.state != segmind::JournalState::done) return;
  cost = dollars_of(known);
  if (known.clip.size > 0) size = known.clip.size;
}

void Clip::take(const segmind::Video& video) {
  const segmind::Receipt& receipt = video.receipt();
  size = video.size();
  if (receipt.cost) cost = receipt.cost;
  if (receipt.seed) seed = receipt.seed;
  if (receipt.request_id && id.empty()) id = *receipt.request_id;
}

}  // namespace segmind::cli
