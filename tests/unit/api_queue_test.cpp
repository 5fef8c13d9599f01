#include <gtest/gtest.h>

#include "api/queue.hpp"

namespace segmind::api {
namespace {

using namespace std::string_literals;

TEST(Submission, NeedsNothingButTheId) {
  EXPECT_EQ(submitted_id(R"({"request_id":"0123456789abcdef","status":"QUEUED","poll_url":"https://a.example/p"})"),
            "0123456789abcdef");
  EXPECT_EQ(submitted_id(R"({"request_id":"a-1","status":7,"status_url":null,"response_url":["x"],"cost":NaN})"),
            "a-1");
}

TEST(Submission, IsFoundByItsAddressWhereTheIdIsMissingOrOfAnotherType) {
  for (const char* id : {"", R"("request_id":17,)", R"("request_id":null,)", R"("request_id":"a b",)"}) {
    EXPECT_EQ(submitted_id("{"s + id + R"("poll_url":"https://a.example/v2/requests/a-1/status"})"), "a-1") << id;
    EXPECT_EQ(submitted_id("{"s + id + R"("data":{"response_url":"https://a.example/v2/requests/a-1"}})"), "a-1") << id;
  }
  EXPECT_EQ(submitted_id(R"({"data":{"request_id":"a-1"}})"), "a-1");
  EXPECT_EQ(submitted_id(R"({"request_id" : ":a-1","sta)"), ":a-1");
}

TEST(Submission, IsFoundWholeInAnAnswerThatWasCutShort) {
  const std::string body =
      R"({"request_id":"0123abcd","status":"QUEUED","poll_url":"https://api.example/v2/requests/0123abcd/status"})";
  const std::size_t whole = body.find("0123abcd") + 9;  // its closing quote included
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_EQ(submitted_id(body.substr(0, size)), size >= whole ? std::optional("0123abcd"s) : std::nullopt) << size;
  }
  EXPECT_EQ(submitted_id(R"({"poll_url":"https://a.example/v2/requests/a-1/status","reque)"), "a-1");
  EXPECT_FALSE(submitted_id(R"({"poll_url":"https://a.example/v2/requests/a-1)"));
}

TEST(Submission, RefusesWhatNamesNoPlausibleId) {
  for (const char* body :
       {"", "{}", "[]", "null", R"({"request_id":null})", R"({"request_id":17})", R"({"request_id":""})",
        R"({"request_id":"../x"})", R"({"request_id":"a b"})", R"({"request_id":"a\u0000"})", "{\"request_id\":\"a-1",
        "<html>", R"({"poll_url":"https://a.example/v2/requests/../status"})"}) {
    EXPECT_FALSE(submitted_id(body)) << body;
  }
}

TEST(Report, KnowsTheFourStatesAndWaitsOnAnyOther) {
  const std::pair<const char*, JobState> states[] = {
      {"QUEUED", JobState::queued},      {"PROCESSING", JobState::processing}, {"COMPLETED", JobState::completed},
      {"FAILED", JobState::failed},      {"completed", JobState::completed},   {"Failed", JobState::failed},
      {"WARMING_UP", JobState::unknown}, {"IN_QUEUE", JobState::unknown},      {"COMPLETED!", JobState::unknown}};
  for (const auto& [word, state] : states) {
    const auto report = read_report(200, "{\"status\":\""s + word + "\",\"metrics\":{}}");
    ASSERT_TRUE(report) << word;
    EXPECT_EQ(report->state, state) << word;
    EXPECT_EQ(report->state_text, word);
    EXPECT_FALSE(report->error) << word;
  }
}

TEST(Report, CarriesTheClipAndWhatItCost) {
  const auto report = read_report(200, R"({"status":"COMPLETED","request_id":"job-1","error":null,
      "video":{"url":"https://files.example/v.mp4","content_type":"video/mp4","file_name":"v.mp4","file_size":"123456"},
      "output":"https://files.example/v.mp4",
      "metrics":{"cost":0.625,"remaining_credits":9.5,"inference_time":330.5,"queue_time":2,"total_time":"332.5","retry_count":0,"seed":42.0}})");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->state, JobState::completed);
  EXPECT_EQ(report->addresses.at(0).text, "https://files.example/v.mp4");
  EXPECT_FALSE(report->error);
  EXPECT_EQ(report->receipt.cost, 0.625);
  EXPECT_EQ(report->receipt.remaining_credits, 9.5);
  EXPECT_EQ(report->receipt.request_id, "job-1");
  EXPECT_EQ(report->receipt.seed, 42);
  EXPECT_DOUBLE_EQ(report->receipt.generation_time->count(), 330.5);
  EXPECT_DOUBLE_EQ(report->total_time->count(), 332.5);
}

TEST(Report, IgnoresMetricsThatMakeNoSense) {
  for (const char* metrics : {"{}", "null", "[]", "17", "\"x\"", R"({"cost":-1,"inference_time":-1})",
                              R"({"cost":NaN,"remaining_credits":Infinity})",
                              R"({"cost":"nan","remaining_credits":[1],"inference_time":{},"seed":4.5})",
                              R"({"cost":true,"seed":1e300})", R"({"cost":1e999,"seed":18446744073709551615})"}) {
    const auto report = read_report(200, R"({"status":"COMPLETED","metrics":)"s + metrics + "}");
    ASSERT_TRUE(report) << metrics;
    const Receipt& receipt = report->receipt;
    EXPECT_FALSE(receipt.cost || receipt.remaining_credits || receipt.seed || receipt.generation_time) << metrics;
  }
}

TEST(Report, TakesFailedFrom422AndFrom200) {
  for (int status : {200, 422}) {
    const auto text = read_report(status, R"({"status":"FAILED","error":"bad prompt","metrics":{"cost":0}})");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->state, JobState::failed);
    EXPECT_EQ(text->error, "bad prompt");
    EXPECT_EQ(read_report(status, R"({"status":"FAILED","error":{"message":"bad seed"}})")->error, "bad seed");
    EXPECT_EQ(read_report(status, R"({"status":"FAILED","error":null})")->state, JobState::failed);
    EXPECT_FALSE(read_report(status, R"({"status":"FAILED","error":null})")->error);
    EXPECT_EQ(read_report(status, R"({"status":"FAILED","error":null,"message":"else"})")->error, "else");
  }
}

TEST(Report, MissingItsStatusIsUnderstoodWhereOnlyOneThingCanBeMeant) {
  EXPECT_EQ(read_report(200, R"({"video":{"url":"https://files.example/v"}})")->state, JobState::completed);
  EXPECT_FALSE(read_report(200, R"({"error":"bad prompt"})"));
  for (const char* refusal : {R"({"error":"Validation Error: Invalid or missing parameters"})",
                              R"({"detail":[{"msg":"x"}]})", R"({"message":"x"})"}) {
    EXPECT_FALSE(read_report(422, refusal)) << refusal;
  }
}

TEST(Report, IsNotTakenFromTheErrorsOfGateways) {
  for (int status : {400, 401, 403, 404, 429, 500, 502, 503, 504, 302}) {
    EXPECT_FALSE(read_report(status, R"({"status":"FAILED","error":"gateway"})")) << status;
    EXPECT_FALSE(read_report(status, R"({"status":"error","message":"x"})")) << status;
    EXPECT_FALSE(read_report(status, R"({"status":"COMPLETED"})")) << status;
    EXPECT_TRUE(read_report(status, R"({"status":"COMPLETED","output":"https://files.example/v"})")) << status;
  }
}

TEST(Report, IsNoneWhenTheBodyIsNone) {
  for (const char* body :
       {"", "{}", "[]", "null", "17", "\"COMPLETED\"", R"(["status","COMPLETED"])", R"({"status":null})",
        R"({"status":7})", R"({"status":""})", "{\"status\":\"COMPLETED\"", "<html>COMPLETED</html>"}) {
    EXPECT_FALSE(read_report(200, body)) << body;
    EXPECT_FALSE(read_report(404, body)) << body;
  }
}

}  // namespace
}  // namespace segmind::api
