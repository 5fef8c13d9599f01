// A client whose journal's disk is full, whose records are garbage, or whose service repeats what it was sent.
#include "../journal/passing_journal.hpp"
#include "../journal/small_disk.hpp"
#include "segmind/journal/sqlite.hpp"
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

void fill_the_disk(const std::string& file) {
  std::ofstream filling(file, std::ios::binary);
  while (filling << std::string(512, 'x') << std::flush) {
  }
}

/// Fills the disk once it has said that a request may leave.
class FillingJournal final : public PassingJournal {
 public:
  FillingJournal(std::shared_ptr<Journal> inner, std::string file)
      : PassingJournal(std::move(inner)), file_(std::move(file)) {}
  Result<Leave> leaving(const JournalKey& key, std::uint64_t epoch, const CancellationToken& stop) override {
    auto told = inner_->leaving(key, epoch, stop);
    fill_the_disk(file_);
    return told;
  }
  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    auto told = inner_->ended(key, epoch, end, stop);
    if (!told && !was_refused_.exchange(true)) refusal_.set_value();
    return told;
  }
  bool refuses_within(std::chrono::seconds limit) { return first_refusal_.wait_for(limit) == std::future_status::ready; }

 private:
  const std::string file_;
  std::promise<void> refusal_;
  std::future<void> first_refusal_ = refusal_.get_future();
  std::atomic<bool> was_refused_{false};
};

CallOptions keyed_call(const std::string& key) {
  CallOptions made;
  made.idempotency_key = key;
  made.timeout = 20s;
  return made;
}

TEST(JournalOnAFullDisk, NothingIsSentThatItCannotRemember) {
  const TemporaryFolder folder;
  const int result = on_a_small_disk(folder.path(), [&] {
    const sandbox::Server server(quick());
    ClientOptions options = options_for(server);
    options.journal = sqlite_journal(folder.file("journal.db"));
    Client client(options);
    fill_the_disk(folder.file("other"));
    const auto refused = client.try_generate(a_request(), keyed_call("shot-042"));
    if (refused) return 2;
    const Error& error = refused.error();
    if (error.kind != ErrorKind::journal || error.charge != Charge::none) return 3;
    if (error.message.find("Its disk is full") == std::string::npos) return 4;
    if (server.counts().generate != 0) return 5;
    std::filesystem::remove(folder.file("other"));
    return client.try_generate(a_request(), keyed_call("shot-042")) ? 0 : 6;
  });
  if (result == not_here) GTEST_SKIP() << "No disk of one's own can be had here.";
  EXPECT_EQ(result, 0);
}

TEST(JournalOnAFullDisk, TheClipArrivesAndItsEntryIsMendedOnceThereIsRoom) {
  const TemporaryFolder folder;
  const int result = on_a_small_disk(folder.path(), [&] {
    const sandbox::Server server(quick());
    const auto inner = sqlite_journal(folder.file("journal.db"));
    const auto filling = std::make_shared<FillingJournal>(inner, folder.file("other"));
    ClientOptions options = options_for(server);
    options.journal = filling;
    Client client(options);
    if (!client.try_generate(a_request(), keyed_call("shot-042"))) return 2;
    const JournalKey key{{server.base_url(), ""}, "shot-042"};
    if (!filling->refuses_within(10s)) return 3;
    if (inner->find(key).value().value().state == JournalState::done) return 4;
    std::filesystem::remove(folder.file("other"));
    std::uint64_t seen = 0;
    for (int i = 0; i < 20 && inner->find(key).value().value().state != JournalState::done; ++i) {
      seen = inner->wait_for_change(seen, 1s).value();
    }
    if (inner->find(key).value().value().state != JournalState::done) return 5;
    return server.counts().generate == 1 ? 0 : 6;
  });
  if (result == not_here) GTEST_SKIP() << "No disk of one's own can be had here.";
  EXPECT_EQ(result, 0);
}

/// Rows of two other requests stand in the records, a page each.
class JournalHostileRecords : public WithSharedJournal {
 protected:
  JournalHostileRecords() : WithSharedJournal(one_row_a_page()) {}
  static sandbox::Options one_row_a_page() {
    sandbox::Options made = quick();
    made.records.most_per_page = 1;
    return made;
  }
};

// Only a whole reading proves that a request never came.
TEST_F(JournalHostileRecords, ThatAreGarbageOrSilentOrLackAPageNeverLeadToASecondPayment) {
  for (const char* prompt : {"Image1 runs", "Image1 flies"}) {
    make(Wan27R2VRequest::Builder(prompt).duration(2s).build());
  }
  const Fault faults[] = {Fault::html(200),
                          Fault::body("[{\"request_id\": \"cut"),
                          Fault::body("{\"rows\": 7}"),
                          Fault::body("null"),
                          Fault::body("[[], {}, 3, null]"),
                          Fault::garbage(),
                          Fault::no_answer(),
                          Fault::stall(40),
                          Fault::status(500),
                          Fault::status(404).after_skipping(1),
                          Fault::html(200).after_skipping(1),
                          Fault::no_answer().after_skipping(1)};
  ClientOptions hasty = options();
  hasty.records_settle = 1ms;
  hasty.silence_timeout = 200ms;
  int number = 0;
  for (const Fault& fault : faults) {
    const std::string key = "shot-" + std::to_string(++number);
    leave_behind(a_request(), key);
    server.inject(Fault(fault).on(Route::records).repeat_forever());
    Permission permission;
    CallOptions call = keyed(key, 500ms);
    permission.give(call);
    const auto lost = Client(hasty).try_generate(a_request(), call);
    ASSERT_FALSE(lost) << number;
    EXPECT_EQ(lost.error().charge, Charge::possible) << number;
    EXPECT_EQ(permission.asked, 0) << number << ": " << lost.error().describe();
    server.clear_faults();
  }
  EXPECT_EQ(paid_posts(), 2U);
}

/// Keeps all that a client hands to a journal, whatever the engine.
class ListeningJournal final : public PassingJournal {
 public:
  using PassingJournal::PassingJournal;
  Result<Beginning> begin(const Intention& intention, const CancellationToken& stop) override {
    hear(intention.key.scope.service + intention.key.scope.project + intention.key.text + intention.owner);
    hear(intention.digest + intention.model + intention.request);
    return inner_->begin(intention, stop);
  }
  Result<Ownership> submitted(const JournalKey& key, std::uint64_t epoch, const std::string& id,
                              const CancellationToken& stop) override {
    hear(id);
    return inner_->submitted(key, epoch, id, stop);
  }
  Result<void> ended(const JournalKey& key, std::uint64_t epoch, const JournalEnd& end,
                     const CancellationToken& stop) override {
    hear(end.address + end.clip.path + end.clip.sha256);
    return inner_->ended(key, epoch, end, stop);
  }
  std::string heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  void hear(const std::string& text) {
    const std::lock_guard lock(mutex_);
    heard_ += text + '\n';
  }
  mutable std::mutex mutex_;
  std::string heard_;
};

class JournalSecrets : public Service {
 protected:
  static constexpr const char* secret_prompt = "Image1 opens the vault of Ravenwood";

  Request secret_request() const { return Wan27R2VRequest::Builder(secret_prompt).duration(2s).build(); }
  std::string bytes_of_the_journal() const {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) bytes += content_of(file.path());
    return bytes;
  }
  /// Runs calls of every fate, with what the service repeats. What people get to see of them.
  std::string everything_shown(const ClientOptions& options) {
    const std::string key = server.api_key();
    const std::string row = R"({"request_id":"r-1","model_name":"wan2.7-r2v","request_body":{"prompt":")" +
                            std::string(secret_prompt) + R"(","key":")" + key + R"("}})";
    struct Fate {
      Fault answer;
      std::optional<Fault> records;
      Route route = Route::generate;
    };
    const Fate fates[] = {
        {Fault::late(0ms), {}},
        {Fault::status(400, R"({"error":"no )" + key + R"("})"), {}},
        {Fault::no_answer(), {}},
        {Fault::status(504), Fault::body(R"({"days":{"monday":{"rows":[)" + row + "]}}}")},
        {Fault::status(504), Fault::body("[" + row + "] and more")},
        {Fault::status(504), Fault::body(R"([{"request_body":")" + std::string(secret_prompt) + "\"}]")},
        {Fault::no_answer(), Fault::status(500, key, "text/plain")},
        {Fault::no_answer(), Fault::no_answer(), Route::submit}};
    std::string shown;
    int number = 0;
    for (const Fate& fate : fates) {
      Client mine(options);
      CallOptions call = keyed_call("take-" + std::to_string(++number));
      call.timeout = 400ms;
      call.through_queue = fate.route == Route::submit;
      server.inject(Fault(fate.answer).on(fate.route));
      if (fate.records) server.inject(Fault(*fate.records).on(Route::records).repeat_forever());
      const auto video = mine.try_generate(secret_request(), call);
      if (!video) shown += video.error().describe() + video.error().message + video.error().request_id + '\n';
      if (const auto rows = mine.try_records(); !rows) shown += rows.error().describe() + rows.error().message + '\n';
      server.clear_faults();
    }
    return shown + log;
  }
  ClientOptions options_of(std::shared_ptr<Journal> kept) {
    ClientOptions made = options_for(server);
    made.journal = std::move(kept);
    made.log = [this](std::string_view line) {
      const std::lock_guard lock(mutex);
      log.append(line) += '\n';
    };
    return made;
  }

  const TemporaryFolder folder;
  const std::shared_ptr<ListeningJournal> journal =
      std::make_shared<ListeningJournal>(sqlite_journal(folder.file("journal.db")));
  std::mutex mutex;
  std::string log;
};

TEST_F(JournalSecrets, KeyAndPromptAreInNoJournalLogOrError) {
  const std::string shown = everything_shown(options_of(journal));
  EXPECT_NE(shown.find("wan2.7-r2v"), std::string::npos) << "Nothing was shown at all.";
  const std::string bytes = bytes_of_the_journal();
  EXPECT_NE(bytes.find("take-8"), std::string::npos) << "Nothing was written at all.";
  for (const std::string& secret : {server.api_key(), std::string("Ravenwood")}) {
    EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
    EXPECT_EQ(bytes.find(secret), std::string::npos);
    EXPECT_EQ(journal->heard().find(secret), std::string::npos) << journal->heard();
  }
}

TEST_F(JournalSecrets, AKeptRequestIsInTheJournalAloneAndTheKeyNowhere) {
  ClientOptions options = options_of(journal);
  options.keep_requests = true;
  const std::string shown = everything_shown(options);
  const std::string bytes = bytes_of_the_journal();
  EXPECT_NE(bytes.find("Ravenwood"), std::string::npos);
  EXPECT_EQ(bytes.find(server.api_key()), std::string::npos);
  EXPECT_EQ(shown.find("Ravenwood"), std::string::npos) << shown;
  EXPECT_EQ(shown.find(server.api_key()), std::string::npos) << shown;
}

}  // namespace
}  // namespace segmind::testing
