// Many calls in flight in a pumped client, with a journal whose disk is slow or without one. The longest time for which
// Client::pump() stood: it had given up the processor, and had not got it back.
// journal_calls <port> <count> <file of a new journal, or nothing>

#include <sys/resource.h>
#include <time.h>

#include <mutex>
#include <segmind/journal/sqlite.hpp>
#include <segmind/segmind.hpp>
#include <thread>

#include "../journal/passing_journal.hpp"
#include "measure.hpp"

namespace {

constexpr std::chrono::milliseconds slowness{5};  // of each step that pays: such a disk is slow, and not rare

class SlowJournal final : public segmind::testing::PassingJournal {
 public:
  using PassingJournal::PassingJournal;
  segmind::Result<segmind::Beginning> begin(const segmind::Intention& intention,
                                            const segmind::CancellationToken& stop) override {
    std::this_thread::sleep_for(slowness);
    return inner_->begin(intention, stop);
  }
  segmind::Result<segmind::Leave> leaving(const segmind::JournalKey& key, std::uint64_t epoch,
                                          const segmind::CancellationToken& stop) override {
    std::this_thread::sleep_for(slowness);
    return inner_->leaving(key, epoch, stop);
  }
};

double thread_cpu_ms() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// How often this thread has waited of its own will.
long waits() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  return used.ru_nvcsw;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  bench::allow_many_files();
  segmind::ClientOptions options;
  options.api_key = bench::key;
  options.base_url = "http://127.0.0.1:" + std::string(arguments[1]) + "/hold";
  options.pumped = true;
  options.recover_from_records = false;
  if (count > 3) options.journal = std::make_shared<SlowJournal>(segmind::sqlite_journal(arguments[3]));
  const int port = std::atoi(arguments[1]);
  const int calls = std::atoi(arguments[2]);
  int clips = 0;
  double stood = 0;
  long stands = 0;
  int threads = 0;
  {
    segmind::Client client(options);
    const auto request = segmind::Wan27R2VRequest::Builder(bench::prompt).build();
    for (int i = 0; i < calls; ++i) {
      client.generate_async(request).then(
          [&](const segmind::Result<segmind::Video>& video) { clips += video ? 1 : 0; });
    }
    bool released = false;
    for (bool more = true; more; usleep(1'000)) {
      const long waits_before = waits();
      const double cpu_before = thread_cpu_ms();
      const auto start = bench::Clock::now();
      more = client.pump();
      const double time = bench::seconds_since(start) * 1e3 - (thread_cpu_ms() - cpu_before);
      if (waits() != waits_before) stood = std::max(stood, time), ++stands;
      threads = std::max(threads, static_cast<int>(bench::threads()));
      if (released || bench::ask(port, "/held") < calls) continue;
      released = true;
      bench::ask(port, "/release/1000");
    }
  }
  if (clips != calls) return 1;
  std::printf("stood_ms %.3f\nstands %ld\nthreads %d\n", stood, stands, threads);
}
