// Many calls in flight in a pumped client, with a journal whose disk is slow or without one. The longest time for which
// Client::pump() stood: neither ran, nor waited for nothing but a processor.
// journal_calls <port> <count> <file of a new journal, or nothing>

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

/// The milliseconds for which this thread has run, or could have run had a processor been free (Linux's schedstat).
double runnable_ms() {
  double ran = 0;
  double waited = 0;
  if (std::FILE* file = std::fopen("/proc/thread-self/schedstat", "r")) {
    if (std::fscanf(file, "%lf %lf", &ran, &waited) != 2) throw std::runtime_error("this kernel has no schedstat");
    std::fclose(file);
  }
  return (ran + waited) / 1e6;
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
      const double runnable_before = runnable_ms();
      const auto start = bench::Clock::now();
      more = client.pump();
      const double time = bench::seconds_since(start) * 1e3;
      stood = std::max(stood, time - (runnable_ms() - runnable_before));
      threads = std::max(threads, static_cast<int>(bench::threads()));
      if (released || bench::ask(port, "/held") < calls) continue;
      released = true;
      bench::ask(port, "/release/1000");
    }
  }
  if (clips != calls) return 1;
  std::printf("stood_ms %.3f\nthreads %d\n", stood, threads);
}
