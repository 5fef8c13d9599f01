// A user's program that has no database to open its journal in.
#include <segmind/exception.hpp>
#include <segmind/journal/postgres.hpp>

#include <cstdio>

int main() {
  try {
    segmind::postgres_journal("host=/no/such/folder dbname=journals password=hush");
  } catch (const segmind::JournalError& error) {
    std::printf("%s\n", error.what());
    return 0;
  }
  return 1;
}
