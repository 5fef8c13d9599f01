// Intentions through a journal on PostgreSQL, by many processes at a time, on a server of this program's own.
// journal_postgres <processes> <count of each>

#include <sys/wait.h>

#include <segmind/journal/postgres.hpp>

#include "../journal/postgres_server.hpp"
#include "journal_intentions.hpp"
#include "measure.hpp"

namespace {

int work(const segmind::testing::PostgresServer& server, int begin, int number, int intentions) {
  try {
    const auto journal = segmind::postgres_journal(server.connection());
    const std::string owner = "process-" + std::to_string(number);
    char byte = 0;
    if (::read(begin, &byte, 1) != 0) return 1;  // until all are there
    for (int i = 0; i < intentions; ++i) bench::live_through(*journal, owner, i);
    return 0;
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 1;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const int processes = std::atoi(arguments[1]);
  const int intentions = std::atoi(arguments[2]);
  const segmind::testing::PostgresServer server("max_connections = 200");
  segmind::postgres_journal(server.connection());  // the tables
  int begin[2];
  if (::pipe(begin) != 0) return 1;
  for (int i = 0; i < processes; ++i) {
    if (::fork() != 0) continue;
    ::close(begin[1]);
    ::_exit(work(server, begin[0], i, intentions));
  }
  const auto connected = [&] {
    return std::atoi(server.sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'journal'").c_str());
  };
  while (connected() < processes) usleep(50'000);
  const auto start = bench::Clock::now();
  ::close(begin[1]);
  for (int i = 0; i < processes; ++i) {
    int status = 0;
    if (::wait(&status) < 0 || status != 0) return 1;
  }
  std::printf("per_s %.3f\n", processes * intentions / bench::seconds_since(start));
}
