#include <segmind/journal/sqlite.hpp>
#include <segmind/segmind.hpp>

int main() {
  segmind::ClientOptions options;
  if (auto journal = segmind::try_sqlite_journal("page.journal")) options.journal = *journal;
  return options.journal == nullptr;
}
