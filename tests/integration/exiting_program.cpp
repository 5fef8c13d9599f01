// A program that exits while its calls are under way.
// exiting_program <address of the API> <key> <file of authorities> <way> <microseconds before it exits>

#include <openssl/ssl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <map>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <thread>
#include <utility>

#include "../journal/passing_journal.hpp"

// A leak check at exit has nothing to say here: clients are left behind on purpose, and the memory of a thread that
// stands still, or that a fork left in the parent, looks lost. It would also end the program before its output is
// written.
extern "C" int __lsan_is_turned_off() { return 1; }

namespace {

segmind::ClientOptions options;
std::chrono::microseconds delay;
std::optional<segmind::Client> global;  // destroyed after whatever the first client registers for the program's end
segmind::Client* leaked = nullptr;

segmind::Wan27R2VRequest request() { return segmind::Wan27R2VRequest::Builder("Image1 waves").build(); }

void begin_calls(segmind::Client& client) {
  for (int i = 0; i < 4; ++i) (void)client.generate_async(request());
}

// Until the client's thread sleeps. A thread that is inside OpenSSL while another one forks leaves its locks locked in
// the child, whose exit() then waits for ever; POSIX has children of programs with threads leave by _exit().
void begin_calls_and_wait(segmind::Client& client) {
  static std::atomic<int> sent{0};
  static std::promise<void> all_sent;
  segmind::CallOptions call;
  call.progress_interval = std::chrono::hours(1);
  call.progress = [](const segmind::Progress& progress) {
    if (progress.phase == segmind::Phase::generating && ++sent == 4) all_sent.set_value();
  };
  for (int i = 0; i < 4; ++i) (void)client.generate_async(request(), call);
  all_sent.get_future().wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

void pump_for_the_delay(segmind::Client& client) {
  const auto until = std::chrono::steady_clock::now() + delay;
  while (std::chrono::steady_clock::now() < until) client.pump();
}

[[noreturn]] void say_and_exit() {
  std::printf("last words");  // stays in the buffer until the program has ended well
  std::exit(7);
}

void exit_with_a_leaked_client() {
  leaked = new segmind::Client(options);
  begin_calls(*leaked);
  std::this_thread::sleep_for(delay);
}

void exit_with_a_global_client() {
  begin_calls(global.emplace(options));
  std::this_thread::sleep_for(delay);
}

void exit_with_a_client_that_ends_early() {
  static segmind::Client early(options);
  begin_calls(early);
  std::this_thread::sleep_for(delay);
}

void exit_with_a_pumped_client() {
  options.pumped = true;
  begin_calls(global.emplace(options));
  pump_for_the_delay(*global);
}

void exit_while_another_thread_waits() {
  options.pumped = true;
  leaked = new segmind::Client(options);
  std::thread([] { (void)leaked->try_generate(request()); }).detach();
  std::this_thread::sleep_for(delay);
}

// As one on a server, whose client library is inside OpenSSL most of the time.
class TlsJournal : public segmind::testing::PassingJournal {
 public:
  explicit TlsJournal(std::chrono::milliseconds first) : PassingJournal(segmind::memory_journal()), next_(first) {}
  ~TlsJournal() override { talk(); }
  segmind::Result<segmind::Beginning> begin(const segmind::Intention& intention,
                                            const segmind::CancellationToken& stop) override {
    talk();
    return PassingJournal::begin(intention, stop);
  }
  segmind::Result<segmind::Leave> leaving(const segmind::JournalKey& key, std::uint64_t epoch,
                                          const segmind::CancellationToken& stop) override {
    talk();
    return PassingJournal::leaving(key, epoch, stop);
  }

 private:
  void talk() {
    const auto until = std::chrono::steady_clock::now() + std::exchange(next_, std::chrono::milliseconds(2));
    while (std::chrono::steady_clock::now() < until) ::SSL_CTX_free(::SSL_CTX_new(::TLS_client_method()));
  }

  std::chrono::milliseconds next_;
};

void exit_while_the_journal_is_inside_tls() {
  options.journal = std::make_shared<TlsJournal>(std::chrono::milliseconds(2));
  leaked = new segmind::Client(options);
  begin_calls(*leaked);
  options.journal = std::make_shared<TlsJournal>(std::chrono::milliseconds(2));
  begin_calls(global.emplace(std::move(options)));
  std::this_thread::sleep_for(delay);
}

// Its client waits 100 ms for it.
void exit_while_the_journal_outlives_its_client() {
  options.journal = std::make_shared<TlsJournal>(std::chrono::milliseconds(110));
  begin_calls(global.emplace(std::move(options)));
  std::this_thread::sleep_for(delay);
  global.reset();
}

// On the journal's own thread.
void exit_from_the_journal() {
  class Exiting : public segmind::testing::PassingJournal {
   public:
    Exiting() : PassingJournal(segmind::memory_journal()) {}
    segmind::Result<segmind::Leave> leaving(const segmind::JournalKey&, std::uint64_t,
                                            const segmind::CancellationToken&) override {
      std::this_thread::sleep_for(delay);
      say_and_exit();
    }
  };
  options.journal = std::make_shared<Exiting>();
  begin_calls(global.emplace(options));
  for (;;) ::pause();
}

// On the loop's own thread, from within libcurl.
void exit_from_a_callback() {
  leaked = new segmind::Client(options);
  begin_calls(global.emplace(options));
  begin_calls(*leaked);
  std::this_thread::sleep_for(delay);
  segmind::CallOptions call;
  call.progress = [](const segmind::Progress& progress) {
    if (progress.phase == segmind::Phase::sending) say_and_exit();
  };
  (void)global->generate_async(request(), call);
  for (;;) ::pause();
}

void exit_from_a_pumped_callback() {
  options.pumped = true;
  begin_calls(global.emplace(options));
  pump_for_the_delay(*global);
  segmind::CallOptions call;
  call.progress = [](const segmind::Progress& progress) {
    if (progress.phase == segmind::Phase::sending) say_and_exit();
  };
  (void)global->generate_async(request(), call);
  for (;;) global->pump();
}

void exit_in_a_child_too() {
  leaked = new segmind::Client(options);
  begin_calls_and_wait(*leaked);
  const pid_t child = ::fork();
  if (child == 0) std::exit(5);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 5) std::_Exit(1);
}

void exit_in_a_child_at_work() {
  leaked = new segmind::Client(options);
  begin_calls_and_wait(*leaked);
  const pid_t child = ::fork();
  if (child == 0) return exit_with_a_global_client();
  int status = 0;
  ::waitpid(child, &status, 0);
  std::_Exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

const std::map<std::string, void (*)()> ways{
    {"leaked", exit_with_a_leaked_client},
    {"global", exit_with_a_global_client},
    {"early", exit_with_a_client_that_ends_early},
    {"pumped", exit_with_a_pumped_client},
    {"waiting", exit_while_another_thread_waits},
    {"journal", exit_while_the_journal_is_inside_tls},
    {"late_journal", exit_while_the_journal_outlives_its_client},
    {"from_journal", exit_from_the_journal},
    {"callback", exit_from_a_callback},
    {"pumped_callback", exit_from_a_pumped_callback},
    {"child", exit_in_a_child_too},
    {"child_at_work", exit_in_a_child_at_work},
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 6) return 2;
  options.base_url = arguments[1];
  options.api_key = arguments[2];
  options.ca_file = arguments[3];
  delay = std::chrono::microseconds(std::atoi(arguments[5]));
  ways.at(arguments[4])();
  say_and_exit();
}
