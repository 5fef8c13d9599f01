#include <gtest/gtest.h>

#include "api/endpoints.hpp"
#include "api/records.hpp"
#include "text/utc_date.hpp"

namespace segmind::api {
namespace {

using std::chrono::milliseconds;
using TimePoint = std::chrono::system_clock::time_point;

const std::string row = R"({"request_id":"r1","model_name":"wan2.7-r2v","model_status":"COMPLETED",
  "credits_deduction":0.625,"request_body":{"prompt":"A fox","seed":null},
  "generation_url":"https://files.example.com/a b.mp4","latency_ms":329400,
  "model_created":"2026-03-01T12:00:00.250Z","finished":"2026-03-01 12:05:29","error":null})";

TEST(Records, ReadEveryFieldOfARow) {
  const auto page = read_records('[' + row + ']');
  ASSERT_TRUE(page);
  ASSERT_EQ(page->records.size(), 1U);
  const Record& record = page->records[0];
  EXPECT_EQ(record.request_id, "r1");
  EXPECT_EQ(record.model, "wan2.7-r2v");
  EXPECT_EQ(record.state, RecordState::completed);
  EXPECT_EQ(record.word, "COMPLETED");
  EXPECT_DOUBLE_EQ(record.cost.value(), 0.625);
  EXPECT_EQ(record.request_body, R"({"prompt":"A fox","seed":null})");
  EXPECT_EQ(record.address, "https://files.example.com/a%20b.mp4");
  EXPECT_EQ(record.latency, milliseconds(329'400));
  EXPECT_EQ(record.created, TimePoint(milliseconds(1'772'366'400'250)));
  EXPECT_EQ(record.times.size(), 2U);
  EXPECT_TRUE(record.error.empty());
}

TEST(Records, NeedNothingButAnId) {
  const auto page = read_records(R"([{"request_id":"r1"}])");
  ASSERT_TRUE(page);
  const Record& record = page->records.at(0);
  EXPECT_EQ(record.state, RecordState::other);
  EXPECT_FALSE(record.cost || record.created || record.latency);
  EXPECT_TRUE(record.model.empty() && record.request_body.empty() && record.address.empty());
}

TEST(Records, AreFoundInEveryWrappingOfTheContract) {
  for (const std::string& body :
       {'[' + row + ']', R"({"requests":[)" + row + "]}", R"({"count":1,"links":[],"rows":[)" + row + "]}",
        R"({"success":true,"data":{"items":[)" + row + R"(],"total":1}})"}) {
    const auto page = read_records(body);
    ASSERT_TRUE(page) << body;
    ASSERT_EQ(page->records.size(), 1U) << body;
    EXPECT_EQ(page->records[0].request_id, "r1");
    EXPECT_EQ(page->unreadable, 0U);
  }
}

TEST(Records, KnowAnEmptyPageFromGarbage) {
  for (const char* body : {"[]", R"({"requests":[]})", R"({"data":{"items":[],"total":0}})"}) {
    const auto page = read_records(body);
    ASSERT_TRUE(page) << body;
    EXPECT_TRUE(page->records.empty());
  }
  for (const char* body : {"", "{}", "null", "7", "<html>", "[1,2]", R"([{"id":"r1"}])", R"({"error":"no","rows":[]})",
                           R"({"request_id":7})", R"({"a":{"b":{"rows":[]}}})", "[{\"request_id\":\"r1\"}"}) {
    EXPECT_FALSE(read_records(body)) << body;
  }
}

TEST(Records, CountRowsThatCannotBeRead) {
  const auto page = read_records('[' + row + R"(,{"request_id":null},7,{"request_id":"r2"}])");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->records.size(), 2U);
  EXPECT_EQ(page->unreadable, 2U);
}

TEST(Records, TakeABodyAsAnObjectOrAsItsJson) {
  const auto body_of = [](const std::string& value) {
    return read_records(R"([{"request_id":"r","request_body":)" + value + "}]")->records.at(0).request_body;
  };
  EXPECT_EQ(body_of(R"({"prompt":"A \"fox\""})"), R"({"prompt":"A \"fox\""})");
  EXPECT_EQ(body_of(R"("{\"prompt\":\"A fox\"}")"), R"({"prompt":"A fox"})");
  for (const char* none : {"7", "null", "\"\"", "\"prompt\"", "\"[1]\"", "[1]"}) EXPECT_EQ(body_of(none), "") << none;
}

TEST(Records, BearAnyTypeInAnyField) {
  for (const char* value : {"null", "7", "-1e999", "\"x\"", "[]", "[[[]]]", "{}", "true", "\"\\ud800\""}) {
    std::string body = "[{\"request_id\":\"r\"";
    for (const char* field : {"model_name", "model_status", "credits_deduction", "request_body", "generation_url",
                              "latency_ms", "model_created", "error"}) {
      body += std::string(",\"") + field + "\":" + value;
    }
    const auto page = read_records(body + "}]");
    ASSERT_TRUE(page) << value;
    EXPECT_TRUE(page->records.at(0).address.empty()) << value;
    EXPECT_FALSE(page->records.at(0).created) << value;
  }
}

// Moments that a clock which counts nanoseconds cannot tell would become others.
TEST(Records, TellNoTimeThatNoClockTells) {
  for (const char* time :
       {"9905-01-01T12:00:00Z", "2262-04-12T00:00:00Z", "1601-01-01T00:00:00Z", "1969-12-30T00:00:00Z"}) {
    const auto page = read_records(std::string(R"([{"request_id":"r","model_created":")") + time + "\"}]");
    ASSERT_TRUE(page);
    EXPECT_FALSE(page->records.at(0).created) << time;
    EXPECT_TRUE(page->records.at(0).times.empty()) << time;
  }
}

TEST(Records, ShowNoPromptInAMessageHoweverTheyAreLaidOut) {
  for (const std::size_t blanks : {0U, 150U, 199U, 250U, 5000U}) {
    const std::string shown = shown_of_records("{\n" + std::string(blanks, ' ') + R"("prompt": "a secret"})");
    EXPECT_EQ(shown.find("secret"), shown.npos) << blanks;
    EXPECT_EQ(shown.find("prompt"), shown.npos) << blanks;
  }
  EXPECT_EQ(shown_of_records("no rows"), "no rows");
}

TEST(Records, KnowTheStateInTheQueuesWordsToo) {
  const auto state_of = [](const std::string& word) {
    return read_records(R"([{"request_id":"r","model_status":")" + word + "\"}]")->records.at(0).state;
  };
  for (const char* word : {"PENDING", "pending", "QUEUED", "PROCESSING"}) {
    EXPECT_EQ(state_of(word), RecordState::pending) << word;
  }
  EXPECT_EQ(state_of("Failed"), RecordState::failed);
  EXPECT_EQ(state_of("BOILING"), RecordState::other);
}

TEST(Records, ReadOneRowAloneOrWrapped) {
  for (const std::string& body :
       {row, '[' + row + ']', R"({"data":)" + row + '}', R"({"data":{"rows":[)" + row + "]}}"}) {
    EXPECT_TRUE(read_record(body, "r1")) << body;
    EXPECT_FALSE(read_record(body, "r2")) << body;
  }
  EXPECT_FALSE(read_record(R"({"error":"no such request"})", "r1"));
}

// Gateways give the question itself an id.
TEST(Records, ARowIsFoundInAnEnvelopeThatHasAnIdOfItsOwn) {
  for (const std::string& inner : {row, '[' + row + ']', "{\"rows\":[" + row + "]}"}) {
    const std::string body = R"({"request_id":"q","data":)" + inner + '}';
    EXPECT_TRUE(read_record(body, "r1")) << body;
    EXPECT_FALSE(read_record(body, "r2")) << body;
  }
}

TEST(Records, OfSeveralOutputsThatWhichHasEndedCounts) {
  const auto record = read_record(R"([{"request_id":"r1","model_status":"PENDING"},)" + row + ']', "r1");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->state, RecordState::completed);
}

TEST(Records, AQueryNamesItsDaysByUtc) {
  EXPECT_EQ(records_query({}), "?page=1&per_page=20&sort_by=model_created&sort_order=desc");
  RecordQuery query;
  query.page = 3;
  query.per_page = 100;
  query.from_date = TimePoint(milliseconds(1'772'366'400'250));
  query.to_date = *query.from_date + std::chrono::hours(24);
  query.model_name = "r2v & more";
  query.status = RecordState::pending;
  query.sort = RecordSort::cost;
  query.order = RecordOrder::ascending;
  EXPECT_EQ(records_query(query),
            "?page=3&per_page=100&from_date=2026-03-01&to_date=2026-03-02&model_name=r2v%20%26%20more&status=PENDING"
            "&sort_by=credits_deduction&sort_order=asc");
  EXPECT_EQ(record_path("a/b"), "/inference-request/request-history/a%2Fb");
}

TEST(Records, DaysAreCountedThroughLeapYears) {
  const auto date_at = [](std::int64_t seconds) { return text::utc_date(TimePoint(std::chrono::seconds(seconds))); };
  EXPECT_EQ(date_at(0), "1970-01-01");
  EXPECT_EQ(date_at(-1), "1970-01-01");
  EXPECT_EQ(date_at(951'782'400), "2000-02-29");
  EXPECT_EQ(date_at(1'709'251'199), "2024-02-29");
  EXPECT_EQ(date_at(1'735'689'599), "2024-12-31");
  EXPECT_EQ(date_at(1'735'689'600), "2025-01-01");
}

// A row costs a few bytes of an answer, and each is compared with all that are kept.
TEST(Records, KeepFewAddressesOfARequestHoweverManyRowsItHas) {
  std::string rows = "[";
  for (int i = 0; i < 40'000; ++i) {
    rows += R"({"request_id":"r1","model_status":"COMPLETED","generation_url":"https://a.example/)" +
            std::to_string(i) + "\"},";
  }
  rows.back() = ']';
  const auto begun = std::chrono::steady_clock::now();
  const auto record = read_record(rows, "r1");
  const auto took = std::chrono::steady_clock::now() - begun;
  ASSERT_TRUE(record);
  EXPECT_EQ(record->addresses.size(), 16U);
  EXPECT_EQ(record->address, "https://a.example/0");
  RecordProperty("milliseconds", static_cast<int>(std::chrono::duration_cast<milliseconds>(took).count()));
}

}  // namespace
}  // namespace segmind::api
