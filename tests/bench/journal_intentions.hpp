#pragma once

// One intention's way through a journal: begin, leaving, submitted, ended. The same facts for ours and for the floor.

#include <segmind/journal.hpp>
#include <stdexcept>
#include <string>

namespace bench {

struct Facts {
  std::string key, record_id, address, path;
  std::string digest = std::string(64, 'd'), sha256 = std::string(64, 'a');

  Facts(const std::string& owner, int number)
      : key("takes/" + owner + '-' + std::to_string(number) + ".mp4"),
        record_id("0123456789abcdef-" + owner + '-' + std::to_string(number)),
        address("https://files.example.com/" + record_id + ".mp4"),
        path("/clips/" + key) {}
};

inline void live_through(segmind::Journal& journal, const std::string& owner, int number) {
  const Facts facts(owner, number);
  segmind::Intention wanted;
  wanted.key = {{"https://api.segmind.com", "film"}, facts.key};
  wanted.owner = owner;
  wanted.digest = facts.digest;
  wanted.model = "wan2.7-r2v";
  wanted.dollars = 0.625;
  const std::uint64_t epoch = journal.begin(wanted).value().entry.epoch;
  if (journal.leaving(wanted.key, epoch).value() != segmind::Leave::may_leave) throw std::logic_error("leaving");
  if (journal.submitted(wanted.key, epoch, facts.record_id).value() != segmind::Ownership::this_intention) {
    throw std::logic_error("submitted");
  }
  segmind::JournalEnd end;
  end.charge = segmind::Charge::charged;
  end.cost = 0.625;
  end.address = facts.address;
  end.clip = {facts.path, 5'000'000, facts.sha256};
  journal.ended(wanted.key, epoch, end).value();
}

}  // namespace bench
