#include <ctime>
#include <set>

#include "account.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::RecordBody;
using sandbox::RecordsIn;
using sandbox::Route;

// Equal requests, all lost: each takes a record of its own.
TEST(RecordChoice, TwoLostCallsNeverTakeOneRecord) {
  for (const bool at_end : {false, true}) {
    sandbox::Options options = quick();
    options.records.v1_at_end = at_end;
    Account account(options);
    constexpr int calls = 6;
    account.server.inject(Fault::no_answer().on(Route::generate).repeat(calls));
    std::vector<Operation<Video>> videos;
    for (int i = 0; i < calls; ++i) videos.push_back(account.client.generate_async(a_request()));
    std::set<std::string> ids;
    for (auto& video : videos) {
      const auto result = video.try_get();
      ASSERT_TRUE(result) << result.error().describe();
      ids.insert(result->receipt().request_id.value());
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(calls));
    EXPECT_EQ(account.posts(), static_cast<std::uint64_t>(calls));
    EXPECT_EQ(account.client.spending().charged, static_cast<std::uint64_t>(calls));
  }
}

TEST(RecordChoice, ARecordOfACallThatHadItsAnswerIsNoLostOne) {
  Account account;
  account.client.generate(a_request());
  account.client.submit(a_request()).wait();
  account.server.inject(Fault::status(502).charged(false).on(Route::generate));
  EXPECT_FALSE(account.client.try_generate(a_request(), within(300ms)));
}

TEST(RecordChoice, EqualRecordsOfAnotherProgramDoNotKeepAClipBack) {
  sandbox::Options options = quick();
  options.records.twins = 2;
  Account account(options);
  account.server.inject(Fault::no_answer().on(Route::generate));
  EXPECT_TRUE(account.client.try_generate(a_request()));
}

// Which of them is the own one nobody can tell without a clock.
TEST(RecordChoice, WithoutTheServicesClockOnlyTheOnlyOneIsTaken) {
  for (const int twins : {0, 1}) {
    sandbox::Options options = quick();
    options.records.twins = twins;
    Account account(options);
    account.server.inject(Fault::no_answer().on(Route::generate));
    account.server.inject(Fault().without("Date").on(Route::records).repeat_forever());
    const auto video = account.client.try_generate(a_request(), within(twins == 0 ? 10s : 300ms));
    EXPECT_EQ(video.has_value(), twins == 0);
    if (!video) {
      EXPECT_NE(video.error().message.find("may be this request's"), std::string::npos) << video.error().message;
      EXPECT_FALSE(video.error().request_id.empty());
    }
  }
}

TEST(RecordChoice, WhatIsToldOtherwiseThanItWasSentIsNotTaken) {
  sandbox::Options options = quick();
  options.records.rewrite_addresses = true;
  Account account(options);
  const Request request = Wan27R2VRequest::Builder("Image1").reference_image("https://example.com/a.png").build();
  account.server.inject(Fault::no_answer().on(Route::generate));
  const auto video = account.client.try_generate(request, within(300ms));
  ASSERT_FALSE(video);
  EXPECT_NE(video.error().message.find("may be this request's"), std::string::npos) << video.error().message;
  const std::string id = video.error().request_id;
  EXPECT_EQ(account.client.record(id).state, RecordState::completed);
  // Its id, where the answer's head had told it, is enough.
  account.server.inject(Fault::status(504).on(Route::generate));
  EXPECT_TRUE(account.client.try_generate(request));
}

/// Rows of one request, completed just now, each with one or several addresses.
std::string rows_of(const std::vector<std::string>& addresses) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()) + 1;
  char created[32];
  std::strftime(created, sizeof created, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  std::string rows;
  for (const std::string& address : addresses) {
    rows += (rows.empty() ? "" : ",") + std::string(R"({"request_id":"r1","model_name":"wan2.7-r2v",)") +
            R"("model_status":"COMPLETED","request_body":)" + a_request().to_json() + R"(,"model_created":")" +
            created + R"(","generation_url":)" + address + '}';
  }
  return '[' + rows + ']';
}

// A request with several outputs has several rows (known from the service's client), or a row with several addresses.
TEST(RecordChoice, AClipIsFetchedFromWhicheverOfItsRecordsAddressesHasIt) {
  Account account;
  auto& server = account.server;
  const std::string whole(account.client.generate(a_request()).bytes().view());
  const std::string clip = '"' + server.add_file(whole, "video/mp4") + '"';
  const std::string cover = '"' + server.add_file("\x89PNG\r\n\x1A\n" + std::string(5'000, 'p'), "") + '"';
  const std::string dead = '"' + server.files_url() + "/gone.mp4\"";
  const std::string answers[] = {rows_of({'[' + dead + ',' + clip + ']'}), rows_of({cover, clip}),
                                 rows_of({dead, clip}), rows_of({"null", clip})};
  for (const std::string& rows : answers) {
    for (const bool by_id : {false, true}) {
      SCOPED_TRACE(rows);
      server.clear_faults();
      Fault lost = by_id ? Fault::status(504).header("x-request-id", "r1") : Fault::no_answer();
      server.inject(lost.on(Route::generate));
      server.inject(Fault::body(rows).on(Route::records).repeat_forever());
      Client fresh(options_for(server));
      const auto video = fresh.try_generate(a_request(), within(3s));
      ASSERT_TRUE(video) << by_id << video.error().describe();
      EXPECT_TRUE(video->bytes().view() == whole);
      EXPECT_EQ('"' + video->receipt().address.value_or("") + '"', clip);
      EXPECT_EQ(video->receipt().request_id, "r1");
    }
  }
}

TEST(RecordChoice, AFurtherRowOfARequestCountsThoughItStandsOnAnotherPage) {
  Account account;
  auto& server = account.server;
  const std::string whole(account.client.generate(a_request()).bytes().view());
  const std::string clip = '"' + server.add_file(whole, "video/mp4") + '"';
  server.inject(Fault::no_answer().on(Route::generate));
  server.inject(Fault::body(rows_of({'"' + server.files_url() + "/gone.mp4\""})).on(Route::records));
  server.inject(Fault::body(rows_of({clip})).on(Route::records));
  server.inject(Fault::body("[]").on(Route::records));
  const auto video = account.client.try_generate(a_request(), within(3s));
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ('"' + video->receipt().address.value_or("") + '"', clip);
}

TEST(RecordChoice, OneReadingServesAllWhoAskAtThatTime) {
  Account account;
  constexpr int calls = 20;
  account.server.hold();
  std::vector<Operation<Job>> jobs;
  account.server.inject(Fault::no_answer().after(200ms).on(Route::submit).repeat(calls));
  account.server.inject(Fault::late(300ms).on(Route::records).repeat(calls));  // until all of them ask
  for (int i = 0; i < calls; ++i) jobs.push_back(account.client.submit_async(of_prompt(std::to_string(i))));
  for (auto& job : jobs) EXPECT_TRUE(job.try_get());
  EXPECT_LE(account.server.counts().records, 8U);
  account.server.release();
}

TEST(RecordChoice, CountsUnderTheRateLimit) {
  sandbox::Server server(quick());
  ClientOptions options = options_for(server);
  options.requests_per_minute = 1;
  Client client(options);
  server.inject(Fault::no_answer().on(Route::generate));
  const auto video = client.try_generate(a_request(), within(300ms));
  EXPECT_FALSE(video);
  EXPECT_EQ(server.counts().records, 0U);
}

TEST(RecordChoice, EachFormOfTheRecordsIsUnderstood) {
  std::vector<sandbox::Options> forms(9, quick());
  forms[0].records.in = RecordsIn::key;
  forms[1].records.in = RecordsIn::nested;
  forms[2].records.body = RecordBody::text;
  forms[3].records.add_defaults = true;
  forms[4].records.out_of_order = true;
  forms[4].records.most_per_page = 2;
  forms[5].records.delay = 300ms;
  forms[6].records.v1_at_end = true;
  forms[6].records.delay = 100ms;
  forms[7].clock_offset = 1h;
  forms[8].records.tell_seed = true;
  const Request random =
      Wan27R2VRequest::Builder("Image1 waits").reference_image("https://example.com/a.png").random_seed().build();
  for (std::size_t form = 0; form < forms.size(); ++form) {
    Account account(forms[form]);
    for (int i = 0; i < 3; ++i) account.client.generate(of_prompt("another " + std::to_string(i)));
    account.server.set_generation_time(30ms);
    account.server.inject(Fault::no_answer().on(Route::generate));
    const auto video = account.client.try_generate(random);
    ASSERT_TRUE(video) << form << ": " << video.error().describe();
    EXPECT_EQ(account.posts(), 4U) << form;
  }
}

}  // namespace
}  // namespace segmind::testing
