#pragma once

#include "api/request_body.hpp"
#include "segmind/journal.hpp"
#include "service.hpp"

namespace segmind::testing {

/// A sandbox, a journal, and two clients that share it, as two programs would.
class WithSharedJournal : public Service {
 protected:
  explicit WithSharedJournal(sandbox::Options options = quick()) : Service(options_for, std::move(options)) {}

  ClientOptions options() const {
    ClientOptions made = options_for(server);
    made.journal = journal;
    made.project = "film";
    made.records_settle = 200ms;
    return made;
  }
  static CallOptions keyed(const std::string& key = "shot-042", std::chrono::milliseconds limit = 20s) {
    CallOptions made;
    made.idempotency_key = key;
    made.timeout = limit;
    return made;
  }
  JournalKey key(const std::string& text = "shot-042") const { return {{server.base_url(), "film"}, text}; }
  JournalEntry entry(const std::string& text = "shot-042") const { return journal->find(key(text)).value().value(); }
  bool becomes(JournalState state, const std::string& text = "shot-042") const {
    const auto until = std::chrono::steady_clock::now() + 10s;
    std::uint64_t seen = journal->wait_for_change(0, 0ms).value();
    while (entry(text).state != state && std::chrono::steady_clock::now() < until) {
      seen = journal->wait_for_change(seen, 1s).value();
    }
    return entry(text).state == state;
  }

  /// As a program that was killed once its request might have left. Returns its epoch.
  std::uint64_t leave_behind(const Request& request, const std::string& text = "shot-042") {
    const std::uint64_t epoch = begin_and_die(request, text);
    EXPECT_EQ(journal->leaving(key(text), epoch).value(), Leave::may_leave);
    return epoch;
  }
  std::uint64_t begin_and_die(const Request& request, const std::string& text, bool keeps_request = false) {
    Intention begun;
    begun.key = key(text);
    begun.owner = "somebody who died";
    begun.lease = 0ms;
    begun.model = request.slug();
    begun.digest = api::request_digest(request.slug(), request.to_json());
    begun.dollars = 0.25;
    if (keeps_request) begun.request = request.to_json();
    if (api::has_random_seed(request.to_json())) begun.seed = next_seed_++;
    return journal->begin(begun).value().entry.epoch;
  }
  /// What the service made of such a request, whoever sent it.
  void make(const Request& request) {
    server.inject(sandbox::Fault::no_answer().on(sandbox::Route::generate));
    EXPECT_FALSE(bare.try_generate(request));
  }

  const TemporaryFolder folder;
  const std::shared_ptr<Journal> journal = memory_journal();
  Client first{options()};
  Client second{options()};
  Client bare{bare_options_for(server)};

 private:
  std::int64_t next_seed_ = 1000;
};

/// Says yes, and counts how often it was asked.
struct Permission {
  std::atomic<int> asked{0};
  void give(CallOptions& options) {
    options.accept_paying_twice = [this](const Error& error) {
      ++asked;
      EXPECT_EQ(error.charge, Charge::possible);
      return true;
    };
  }
};

}  // namespace segmind::testing
