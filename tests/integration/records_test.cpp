#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Records : public Service {};

TEST_F(Records, ShowWhatWasMadeWhicheverWayItCameIn) {
  const Video made = client.generate(a_request());
  server.inject(Fault::failed_work("no face was found").on(Route::submit));
  const std::string failed = client.submit(a_request()).id();
  ASSERT_TRUE(server.wait_for([](const sandbox::Counts& counts) { return counts.generations_failed == 1; }));
  const RecordPage page = client.records();
  ASSERT_EQ(page.records.size(), 2U);
  EXPECT_EQ(page.records[0].request_id, failed) << "the newest one comes first";
  EXPECT_EQ(page.records[0].state, RecordState::failed);
  EXPECT_EQ(page.records[0].error, "no face was found");
  const Record& record = page.records[1];
  EXPECT_EQ(record.request_id, made.receipt().request_id);
  EXPECT_EQ(record.state, RecordState::completed);
  EXPECT_DOUBLE_EQ(record.cost.value(), 0.25);
  EXPECT_EQ(record.address.rfind(server.files_url(), 0), 0U) << record.address;
  EXPECT_NE(record.request_body.find("walks through a garden"), std::string::npos);
  EXPECT_TRUE(record.created && record.latency);
}

TEST_F(Records, OneIsFoundByItsId) {
  const std::string id = client.generate(a_request()).receipt().request_id.value();
  EXPECT_EQ(client.record(id).request_id, id);
  EXPECT_EQ(client.record_async(id).get().state, RecordState::completed);
  EXPECT_THROW(client.record("0123456789abcdef0123456789abcdef"), NotFoundError);
}

TEST_F(Records, AreReadInEveryWrapping) {
  for (const auto in : {sandbox::RecordsIn::list, sandbox::RecordsIn::key, sandbox::RecordsIn::nested}) {
    for (const auto body : {sandbox::RecordBody::object, sandbox::RecordBody::text}) {
      sandbox::Options options = quick();
      options.records.in = in;
      options.records.body = body;
      sandbox::Server other(options);
      Client there(options_for(other));
      EXPECT_TRUE(there.records().records.empty());
      const std::string id = there.generate(a_request()).receipt().request_id.value();
      EXPECT_EQ(there.record(id).request_body, there.records().records.at(0).request_body);
      EXPECT_FALSE(there.record(id).request_body.empty());
    }
  }
}

TEST_F(Records, AreAskedForWithTheirFilters) {
  client.generate(a_request());
  RecordQuery query;
  query.per_page = 5;
  query.from_date = query.to_date = std::chrono::system_clock::now();
  query.model_name = "r2v";
  query.status = RecordState::completed;
  EXPECT_EQ(client.records(query).records.size(), 1U);
  query.model_name = "image";
  EXPECT_TRUE(client.records(query).records.empty());
  query.model_name.clear();
  query.page = 2;
  EXPECT_TRUE(client.records(query).records.empty());
  query.page = 1;
  query.status = RecordState::failed;
  EXPECT_TRUE(client.records_async(query).get().records.empty());
}

TEST_F(Records, AnUnusableQueryIsRefusedWithEveryReason) {
  RecordQuery query;
  query.page = 0;
  query.per_page = 101;
  query.status = RecordState::other;
  query.to_date = std::chrono::system_clock::now();
  query.from_date = *query.to_date - std::chrono::hours(24 * 32);
  const auto refused = client.try_records(query);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(refused.error().violations.size(), 4U);
  EXPECT_EQ(client.try_record("a b").error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(server.counts().records, 0U);
}

TEST_F(Records, ARangeThatNoNumberHoldsIsRefusedToo) {
  using Time = std::chrono::system_clock::time_point;
  RecordQuery query;
  query.from_date = Time::min();
  query.to_date = Time::max();
  const auto page = client.try_records(query);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().violations.at(0).field, "from_date");
}

TEST_F(Records, GarbageIsABadResponseAndCostsNothing) {
  for (const char* body : {"<html>", "{}", R"({"error":"no"})", "[{\"request_id\":"}) {
    server.inject(Fault::body(body).on(Route::records));
    const auto page = client.try_records();
    ASSERT_FALSE(page) << body;
    EXPECT_EQ(page.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(page.error().charge, Charge::none);
  }
}

TEST_F(Records, ASilentServiceIsNotCalledUnreachable) {
  server.inject(Fault::stall(0).on(Route::records).repeat_forever());
  server.inject(Fault::stall(0).on(Route::credits).repeat_forever());
  CallOptions call;
  call.timeout = 300ms;
  for (const Error& error : {client.try_records({}, call).error(), client.try_record("abc", call).error(),
                             client.try_credits(call).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::timeout);
    EXPECT_NE(error.message.find("before an answer had come"), std::string::npos) << error.message;
  }
}

TEST_F(Records, ShowTheKeyNowhereHoweverItIsSpelled) {
  const std::string key = server.api_key();
  char first[8];
  std::snprintf(first, sizeof first, "\\u%04x", static_cast<unsigned>(key[0]));
  std::string row =
      R"({"request_id":"K","model_name":"K","model_status":"K","error":"K","generation_url":"https://a.b/K",)"
      R"("request_body":{"prompt":"K"},"K":"2026-01-01T00:00:00Z"})";
  for (std::size_t at = 0; (at = row.find('K', at)) != std::string::npos;) row.replace(at, 1, first + key.substr(1));
  server.inject(Fault::body('[' + row + ']').on(Route::records));
  const RecordPage page = client.records();
  ASSERT_EQ(page.records.size(), 1U);
  const Record& record = page.records.front();
  ASSERT_EQ(record.times.size(), 1U);
  for (const std::string& text : {record.request_id, record.model, record.word, record.error, record.address,
                                  record.request_body, record.times.front().first}) {
    EXPECT_EQ(text.find(key), std::string::npos) << text;
    EXPECT_NE(text.find("[key]"), std::string::npos) << text;
  }
}

TEST_F(Records, AreAskedForAgainAfterAFailureThatMayPass) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 3;
  Client patient(options);
  server.inject(Fault::status(502).on(Route::records));
  server.inject(Fault::no_answer().on(Route::records));
  EXPECT_TRUE(patient.try_records());
  EXPECT_EQ(server.counts().records, 3U);
}

TEST_F(Records, AreAskedForWhereTheClientSaysAndNowhereElse) {
  sandbox::Server elsewhere(quick());
  ClientOptions options = options_for(server);
  options.records_url = elsewhere.base_url() + "/";
  Client there(options);
  there.generate(a_request());
  EXPECT_TRUE(there.records().records.empty());
  EXPECT_EQ(elsewhere.counts().records, 1U);
  EXPECT_EQ(server.counts().records, 0U);
}

TEST_F(Records, OfAStrangersHostAreAskedForNowhereUnlessItIsTold) {
  ClientOptions options = options_for(server);
  options.base_url = "https://gateway.example.com";
  const auto page = Client(options).try_records();
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().violations.at(0).field, "records_url");
  options.records_url = "http://example.com";
  const auto unprotected = Client::try_create(options);
  ASSERT_FALSE(unprotected);
  EXPECT_EQ(unprotected.error().violations.at(0).field, "records_url");
}

TEST_F(Records, AreDatedByTheServicesClock) {
  sandbox::Options sandbox = quick();
  sandbox.clock_offset = 1h;
  sandbox::Server ahead(sandbox);
  Client there(options_for(ahead));
  there.generate(a_request());
  const auto created = there.records().records.at(0).created.value();
  EXPECT_GT(created, std::chrono::system_clock::now() + 30min);
}

}  // namespace
}  // namespace segmind::testing
