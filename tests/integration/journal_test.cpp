// A client with a journal: one intention, one payment.
#include "segmind/journal.hpp"

#include "../journal/passing_journal.hpp"
#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

/// A journal that fails, or stands still, where a test says so.
class FaultyJournal final : public PassingJournal {
 public:
  enum class At { nothing, begin, leaving, reports };
  explicit FaultyJournal(At fails, At stands = At::nothing)
      : PassingJournal(memory_journal()), fails_(fails), stands_(stands) {}

  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    return through<Beginning>(At::begin, stop, [&] { return inner_->begin(intention, stop); });
  }
  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    auto told = through<Leave>(At::leaving, stop, [&] { return inner_->leaving(key, epoch, stop); });
    if (told) std::this_thread::sleep_for(slowness_.load());
    return told;
  }
  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& id,
                              const CancellationToken& stop) override {
    return through<Ownership>(At::reports, stop, [&] { return inner_->submitted(key, epoch, id, stop); });
  }
  Result<std::vector<std::string>> of_others(const JournalKey& key, const std::vector<std::string>& ids,
                                             const CancellationToken& stop) override {
    return inner_->of_others(key, ids, stop);
  }
  Result<void> unpaid(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return through<void>(At::reports, stop, [&] { return inner_->unpaid(key, epoch, stop); });
  }
  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    return through<void>(At::reports, stop, [&] { return inner_->ended(key, epoch, end, stop); });
  }
  Result<void> let_go(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    return through<void>(At::reports, stop, [&] { return inner_->let_go(key, epoch, stop); });
  }

  /// So long each answer to leaving() takes to arrive.
  void slow_down(std::chrono::milliseconds time) noexcept { slowness_ = time; }
  void mend() noexcept { fails_ = At::nothing; }
  bool was_asked() const noexcept { return asked_; }

 private:
  template <typename T, typename Ask>
  Result<T> through(At here, const CancellationToken& stop, const Ask& ask) {
    Error error;
    error.kind = ErrorKind::journal;
    error.message = "The disk of the journal is full.";
    if (here == stands_) {
      asked_ = true;
      while (!stop.is_cancelled()) std::this_thread::yield();
      return error;
    }
    if (here == fails_) return error;
    return ask();
  }

  std::atomic<At> fails_;
  const At stands_;
  std::atomic<bool> asked_{false};
  std::atomic<std::chrono::milliseconds> slowness_{0ms};
};

/// Has written what the first begin() asks for, and answers it when the test says so.
class LateJournal final : public PassingJournal {
 public:
  LateJournal() : PassingJournal(memory_journal()) {}
  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    auto told = inner_->begin(intention, stop);
    if (!is_first_.exchange(false)) return told;
    written.set_value();
    may_answer.get_future().wait();
    return told;
  }

  std::promise<void> written;
  std::promise<void> may_answer;

 private:
  std::atomic<bool> is_first_{true};
};

class WithJournal : public Service {
 protected:
  ClientOptions options(std::shared_ptr<Journal> kept) const {
    ClientOptions made = options_for(server);
    made.journal = std::move(kept);
    made.project = "film";
    return made;
  }
  static CallOptions keyed(const std::string& key, const std::string& path = "") {
    CallOptions made;
    made.idempotency_key = key;
    made.timeout = 20s;
    if (!path.empty()) made.sink = Sink::file(path);
    return made;
  }
  JournalEntry entry(const std::string& key = "shot-042") const {
    return journal->find({{server.base_url(), "film"}, key}).value().value();
  }
  /// The worker tells the journal what became of a call soon after the call has ended.
  bool becomes(JournalState state, const std::string& key = "shot-042") const {
    const auto until = std::chrono::steady_clock::now() + 10s;
    std::uint64_t seen = journal->wait_for_change(0, 0ms).value();
    while (entry(key).state != state && std::chrono::steady_clock::now() < until) {
      seen = journal->wait_for_change(seen, 1s).value();
    }
    return entry(key).state == state;
  }

  const TemporaryFolder folder;
  const std::shared_ptr<Journal> journal = memory_journal();
  Client first{options(journal)};
  Client second{options(journal)};
};

TEST_F(WithJournal, ASecondCallWithTheKeyGivesTheFirstOnesClip) {
  const Video made = first.generate(a_request(), keyed("shot-042", folder.file("one.mp4")));
  const Video again = second.generate(a_request(), keyed("shot-042", folder.file("two.mp4")));
  EXPECT_EQ(again.size(), made.size());
  EXPECT_EQ(again.content_type(), "video/mp4");
  EXPECT_EQ(second.generate(a_request(), keyed("shot-042")).bytes().size(), made.size());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, OneWhoseFileIsGoneIsFetchedFromItsAddress) {
  CallOptions options = keyed("shot-042", folder.file("one.mp4"));
  const Video made = first.submit(a_request(), options).wait(options);
  EXPECT_TRUE(becomes(JournalState::done)) << "Whoever waits for a job tells the journal.";
  std::filesystem::remove(folder.file("one.mp4"));
  EXPECT_EQ(second.generate(a_request(), keyed("shot-042")).bytes().size(), made.size());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, OneThatWentToMemoryIsFetchedFromTheAddressInTheRecords) {
  const Video made = first.generate(a_request(), keyed("shot-042"));
  EXPECT_TRUE(becomes(JournalState::done));
  for (Client* asking : {&first, &second}) {
    EXPECT_EQ(asking->generate(a_request(), keyed("shot-042")).bytes().size(), made.size());
  }
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, SoIsOneWhoseAnswerToldNoId) {
  Fault without_an_id;
  without_an_id.bare = true;
  server.inject(without_an_id.on(Route::generate));
  const Video made = first.generate(a_request(), keyed("shot-042"));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(entry().attempts.at(0).record_id, "");
  EXPECT_EQ(second.generate(a_request(), keyed("shot-042")).bytes().size(), made.size());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, OneWhoseClipIsGoneIsPaidForAndNotMadeAgain) {
  first.generate(a_request(), keyed("shot-042"));
  EXPECT_TRUE(becomes(JournalState::done));
  server.inject(Fault::body("[]").on(Route::records).repeat(100));
  const auto again = second.try_generate(a_request(), keyed("shot-042"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::job_expired);
  EXPECT_EQ(again.error().charge, Charge::charged);
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, ASecondCallWaitsForTheFirst) {
  server.inject(Fault::late(400ms).on(Route::generate));
  auto one = first.generate_async(a_request(), keyed("shot-042", folder.file("one.mp4")));
  ASSERT_TRUE(wait_until_waiting(1));
  auto two = second.generate_async(a_request(), keyed("shot-042", folder.file("two.mp4")));
  EXPECT_FALSE(two.wait_for(50ms));
  EXPECT_EQ(two.get().size(), one.get().size());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, AnotherRequestUnderTheKeyIsRefused) {
  first.generate(a_request(), keyed("shot-042"));
  const auto other = Wan27R2VRequest::Builder("Image1 runs").duration(2s).build();
  const auto refused = second.try_generate(other, keyed("shot-042"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(refused.error().violations.at(0).field, "idempotency_key");
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, AFailureThatCostNothingFreesTheKey) {
  server.inject(Fault::status(400).on(Route::generate));
  EXPECT_FALSE(first.try_generate(a_request(), keyed("shot-042")));
  EXPECT_TRUE(becomes(JournalState::freed));
  EXPECT_TRUE(second.try_generate(a_request(), keyed("shot-042")));
  EXPECT_EQ(server.counts().generations_charged, 1U);
}

TEST_F(WithJournal, AnAttemptThatCostNothingIsRepeatedUnderOneKey) {
  server.inject(Fault::status(429).on(Route::generate));
  ClientOptions patient = options(journal);
  patient.retry.attempts = 3;
  EXPECT_TRUE(Client(patient).try_generate(a_request(), keyed("shot-042")));
  EXPECT_TRUE(becomes(JournalState::done));
}

TEST_F(WithJournal, AClipThatTheRecordsShowIsPaid) {
  server.inject(Fault::no_answer().on(Route::generate));
  CallOptions patient = keyed("shot-042");
  patient.accept_paying_twice = [](const Error&) { return true; };
  EXPECT_TRUE(first.try_generate(a_request(), patient));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, WhatMayBePaidIsNotSentAgainByAnybody) {
  server.inject(Fault::status(504).charged(false).on(Route::generate));
  ClientOptions asks_no_records = options(journal);
  asks_no_records.recover_from_records = false;
  EXPECT_FALSE(Client(asks_no_records).try_generate(a_request(), keyed("shot-042")));
  EXPECT_TRUE(becomes(JournalState::uncertain));
  for (int i = 0; i < 2; ++i) {
    CallOptions eager = keyed("shot-042");
    eager.accept_paying_twice = [](const Error&) { return true; };
    eager.timeout = 200ms;  // much less than the records take to settle
    const auto again = second.try_generate(a_request(), eager);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().charge, Charge::possible);
  }
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, AJobWhoseOwnerDiedIsGoneOnWith) {
  std::string id;
  {
    Client dying(options(journal));
    id = dying.submit(a_request(), keyed("shot-042")).id();
  }
  EXPECT_EQ(second.submit(a_request(), keyed("shot-042")).id(), id);
  EXPECT_TRUE(second.try_generate(a_request(), keyed("shot-042", folder.file("one.mp4"))));
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, ACallWithoutAKeyIsAnIntentionOfItsOwn) {
  first.generate(a_request());
  first.generate(a_request());
  EXPECT_EQ(paid_posts(), 2U);
}

TEST_F(WithJournal, ARandomSeedIsDrawnOnceAndStaysWithItsKey) {
  const auto request = Wan27R2VRequest::Builder("Image1 walks").duration(2s).random_seed().build();
  const Video made = first.generate(request, keyed("shot-042", folder.file("one.mp4")));
  ASSERT_TRUE(entry().seed.has_value());
  EXPECT_EQ(made.receipt().seed, entry().seed);
  EXPECT_TRUE(second.try_generate(request, keyed("shot-042"))) << "The digest does not hold the number.";
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, TheSpendingLimitHoldsForAllWhoShareIt) {
  ClientOptions limited = options(journal);
  limited.spending_limit = 0.6;  // for two clips of 0.25
  Client one(limited);
  Client two(limited);
  EXPECT_TRUE(one.try_generate(a_request(), keyed("a")));
  EXPECT_TRUE(two.try_generate(a_request(), keyed("b")));
  EXPECT_TRUE(becomes(JournalState::done, "a"));
  const auto refused = one.try_generate(a_request(), keyed("c"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::spending_limit);
  EXPECT_EQ(paid_posts(), 2U);
}

TEST_F(WithJournal, RequestsPerMinuteHoldForAllWhoShareIt) {
  ClientOptions slow = options(journal);
  slow.requests_per_minute = 3;
  Client one(slow);
  Client two(slow);
  EXPECT_TRUE(one.try_generate(a_request()));
  EXPECT_TRUE(two.try_generate(a_request()));
  EXPECT_TRUE(one.try_generate(a_request()));
  CallOptions brief;
  brief.timeout = 100ms;
  const auto refused = two.try_generate(a_request(), brief);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::timeout);
  EXPECT_EQ(refused.error().charge, Charge::none);
  EXPECT_EQ(paid_posts(), 3U);
}

TEST_F(WithJournal, WhatWasBegunAndNotEndedIsListedAndGoneOnWith) {
  std::string id;
  {
    Client dying(options(journal));
    id = dying.submit(a_request()).id();
  }
  const auto unfinished = second.unfinished();
  ASSERT_EQ(unfinished.size(), 1U);
  EXPECT_EQ(unfinished.front().attempts.at(0).record_id, id);
  EXPECT_EQ(second.go_on(unfinished.front()).receipt().request_id, id);
  EXPECT_TRUE(becomes(JournalState::done, unfinished.front().key.text));
  EXPECT_TRUE(second.unfinished().empty());
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, WhatNeverLeftIsSentWhereTheJournalHasItsRequest) {
  Intention begun;
  begun.key = {{server.base_url(), "film"}, "kept"};
  begun.owner = "somebody who died";
  begun.lease = 0ms;
  begun.model = "wan2.7-r2v";
  begun.request = Request(a_request()).to_json();
  journal->begin(begun).value();
  begun.key.text = "not kept";
  begun.request.clear();
  journal->begin(begun).value();
  for (const JournalEntry& found : first.unfinished()) {
    const auto made = first.try_go_on(found);
    EXPECT_EQ(made.has_value(), found.key.text == "kept");
    EXPECT_TRUE(made || made.error().kind == ErrorKind::invalid_request);
  }
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, WithoutOneThereIsNothingToGoOnWith) {
  EXPECT_EQ(client.try_unfinished().error().kind, ErrorKind::misuse);
  EXPECT_EQ(client.try_go_on({}).error().kind, ErrorKind::misuse);
}

TEST_F(WithJournal, AKeyThatNothingRemembersIsRefused) {
  EXPECT_EQ(client.try_generate(a_request(), keyed("shot-042")).error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(client.try_submit(a_request(), keyed("shot-042")).error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(first.try_generate(a_request(), keyed("a\nb")).error().violations.at(0).field, "idempotency_key");
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(WithJournal, NothingIsSentThatTheJournalCannotWrite) {
  for (const auto at : {FaultyJournal::At::begin, FaultyJournal::At::leaving}) {
    Client careful(options(std::make_shared<FaultyJournal>(at)));
    const auto refused = careful.try_generate(a_request(), keyed("shot-042"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::journal);
    EXPECT_EQ(refused.error().charge, Charge::none);
  }
  EXPECT_EQ(paid_posts(), 0U);
}

// As a program that was stopped, or a machine that slept, between the journal's word and the sending.
TEST_F(WithJournal, NothingLeavesThatOthersMayHaveSentMeanwhile) {
  const auto slow = std::make_shared<FaultyJournal>(FaultyJournal::At::nothing);
  slow->slow_down(20ms);
  ClientOptions hasty = options(slow);
  hasty.records_settle = 10ms;
  Client late(hasty);
  CallOptions brief = keyed("shot-042");
  brief.timeout = 200ms;
  const auto refused = late.try_generate(a_request(), brief);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().charge, Charge::none);
  EXPECT_EQ(paid_posts(), 0U);
  slow->slow_down(0ms);
  hasty.records_settle = 1h;
  EXPECT_TRUE(Client(hasty).try_generate(a_request(), keyed("shot-042"))) << "Its key is free again.";
}

TEST_F(WithJournal, AnIntentionWhoseCallEndedBeforeItHeardIsFreeForTheNextAtOnce) {
  const auto late = std::make_shared<LateJournal>();
  Client impatient(options(late));
  auto ended = impatient.generate_async(a_request(), keyed("shot-042"));
  late->written.get_future().wait();
  ended.cancel();
  EXPECT_EQ(ended.try_get().error().kind, ErrorKind::cancelled);
  late->may_answer.set_value();
  EXPECT_TRUE(Client(options(late)).try_generate(a_request(), keyed("shot-042"))) << "It waited for the lease.";
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, TheClipArrivesThoughTheJournalFailsAfterSending) {
  const auto faulty = std::make_shared<FaultyJournal>(FaultyJournal::At::reports);
  Client mine(options(faulty));
  EXPECT_TRUE(mine.try_generate(a_request(), keyed("shot-042", folder.file("one.mp4"))));
  faulty->mend();
  EXPECT_TRUE(mine.try_generate(a_request(), keyed("shot-042"))) << "The entry is mended later.";
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, AClientGoesThoughItsJournalStandsStill) {
  const auto still = std::make_shared<FaultyJournal>(FaultyJournal::At::nothing, FaultyJournal::At::begin);
  auto mine = std::make_unique<Client>(options(still));
  auto call = mine->generate_async(a_request(), keyed("shot-042"));
  while (!still->was_asked()) std::this_thread::yield();
  const auto began = std::chrono::steady_clock::now();
  mine.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - began, 250ms);
  EXPECT_EQ(call.try_get().error().kind, ErrorKind::cancelled);
}

TEST_F(WithJournal, ACallThatWaitsForTheJournalEndsWhenItIsTold) {
  Client mine(options(std::make_shared<FaultyJournal>(FaultyJournal::At::nothing, FaultyJournal::At::begin)));
  auto call = mine.generate_async(a_request(), keyed("shot-042"));
  call.cancel();
  ASSERT_TRUE(call.wait_for(100ms));
  EXPECT_EQ(call.try_get().error().charge, Charge::none);
  CallOptions brief = keyed("another");
  brief.timeout = 30ms;
  EXPECT_EQ(mine.try_generate(a_request(), brief).error().kind, ErrorKind::timeout);
  EXPECT_EQ(paid_posts(), 0U);
}

TEST_F(WithJournal, APumpedClientHasOneToo) {
  ClientOptions pumped = options(journal);
  pumped.pumped = true;
  Client mine(pumped);
  EXPECT_TRUE(mine.try_generate(a_request(), keyed("shot-042", folder.file("one.mp4"))));
  EXPECT_TRUE(mine.try_generate(a_request(), keyed("shot-042")));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(WithJournal, ItHoldsNoPromptUnlessItIsToldTo) {
  first.generate(a_request(), keyed("a"));
  EXPECT_EQ(entry("a").request, "");
  ClientOptions keeping = options(journal);
  keeping.keep_requests = true;
  Client(keeping).generate(a_request(), keyed("b"));
  EXPECT_EQ(entry("b").request, Request(a_request()).to_json());
}

}  // namespace
}  // namespace segmind::testing
