// Intentions through a journal on SQLite, one after the other.
// journal <new file> <count>

#include <segmind/journal/sqlite.hpp>

#include "journal_intentions.hpp"
#include "measure.hpp"

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto journal = segmind::sqlite_journal(arguments[1]);
  const int intentions = std::atoi(arguments[2]);
  bench::live_through(*journal, "first", 0);
  const double before = bench::cpu();
  const auto start = bench::Clock::now();
  for (int i = 0; i < intentions; ++i) bench::live_through(*journal, "owner", i);
  std::printf("us_each %.3f\ncpu_us_each %.3f\n", bench::seconds_since(start) * 1e6 / intentions,
              (bench::cpu() - before) * 1e6 / intentions);
}
