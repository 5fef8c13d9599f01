// A user's program that opens a journal.
#include <segmind/exception.hpp>
#include <segmind/journal/sqlite.hpp>

#include <cstdio>

int main() {
  std::remove("consumer.db");
  segmind::Intention intention;
  intention.key = {{"https://api.segmind.com", "consumer"}, "a key"};
  intention.owner = "consumer";
  const auto journal = segmind::sqlite_journal("consumer.db");
  if (journal->begin(intention).value().entry.epoch != 1) return 1;
  try {
    segmind::sqlite_journal("no/such/folder/consumer.db");
  } catch (const segmind::JournalError& error) {
    std::printf("%s\n", error.what());
    return 0;
  }
  return 1;
}
