// Each way in which the sandbox can be made to go wrong, as a plain libcurl sees it.

#include <gtest/gtest.h>

#include <future>

#include "sandbox_call.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::Route;
using sandbox::Server;

class SandboxFaults : public ::testing::Test {
 protected:
  Server server{shipped_clips()};
  Caller call{server};

  void expect_working() { EXPECT_EQ(call.api_get("/v1/get-user-credits").status, 200) << "once is once"; }
};

TEST_F(SandboxFaults, ReplaceAStatusWithTheUsualBody) {
  for (const int code : {400, 401, 402, 403, 404, 406, 410, 422, 429, 500, 502, 503, 504, 418}) {
    server.inject(Fault::status(code));
    const auto reply = call.generate();
    EXPECT_EQ(reply.status, code);
    EXPECT_EQ(reply.body.rfind("{\"error\":", 0), 0U) << reply.body;
  }
  expect_working();
}

TEST_F(SandboxFaults, ReplaceBodies) {
  server.inject(Fault::body(R"({"status": 7, "output": {}})"));
  auto reply = call.generate();
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, R"({"status": 7, "output": {}})");
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
  server.inject(Fault::html(502));
  reply = call.generate();
  EXPECT_EQ(reply.status, 502);
  EXPECT_EQ(reply.header("Content-Type"), "text/html");
  server.inject(Fault::as_type("image/jpeg"));
  reply = call.generate();
  EXPECT_EQ(reply.header("Content-Type"), "image/jpeg");
  EXPECT_EQ(reply.body.substr(4, 4), "ftyp");
  expect_working();
}

std::string string_in(const std::string& body, const std::string& name) {
  const auto start = body.find('"' + name + "\":\"");
  if (start == std::string::npos) return {};
  const auto value = start + name.size() + 4;
  return body.substr(value, body.find('"', value) - value);
}

TEST_F(SandboxFaults, PatchTheTrueAnswer) {
  const auto id = string_in(call.submit().body, "request_id");
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  const auto result = "/v2/requests/" + id;
  server.inject(Fault::word("SUCCEEDED").on(Route::result));
  auto reply = call.api_get(result);
  EXPECT_EQ(string_in(reply.body, "status"), "SUCCEEDED");
  EXPECT_NE(string_in(reply.body, "output"), "");
  EXPECT_EQ(std::to_string(reply.body.size()), reply.header("Content-Length"));
  server.inject(Fault::parse(R"(result:patch={"output":null},patch={"metrics":{"cost":"free"}},word=DONE)"));
  reply = call.api_get(result);
  EXPECT_EQ(string_in(reply.body, "status"), "DONE");
  EXPECT_EQ(string_in(reply.body, "output"), "");
  EXPECT_EQ(string_in(reply.body, "cost"), "free");
  EXPECT_NE(reply.body.find("retry_count"), std::string::npos) << "what a patch does not name stays";
  server.inject(Fault::patch(R"({"a":1})").on(Route::generate));
  EXPECT_EQ(call.generate().body.substr(4, 4), "ftyp") << "what is no JSON stays as it is";
  for (const char* json : {"", "{", "17", "[]"}) EXPECT_THROW(Fault::patch(json), std::invalid_argument) << json;
}

TEST_F(SandboxFaults, BringAClipInAnotherShape) {
  const auto clip = call.generate().body;
  server.inject(Fault::shape(R"({"video":"$clip","page":"$page","data":"$data"})").on(Route::generate));
  const auto reply = call.generate();
  EXPECT_EQ(reply.header("Content-Type"), "application/json");
  EXPECT_EQ(reply.header("x-cost"), "0.2500");
  const auto address = string_in(reply.body, "video");
  EXPECT_EQ(call.get(address).body, clip);
  EXPECT_EQ(call.get(address + "/my%20clip.mp4?a=b").body, clip) << "a name for people";
  EXPECT_EQ(call.get(address + "x").status, 404);
  EXPECT_EQ(call.get(string_in(reply.body, "page")).header("Content-Type"), "text/html");
  const auto data = string_in(reply.body, "data");
  EXPECT_EQ(data.rfind("data:video/mp4;base64,AAAA", 0), 0U) << data.substr(0, 40);
  const auto again = call.api_post("/upload-asset", R"({"data_urls":[")" + data + R"("]})");
  EXPECT_EQ(call.get(again.body.substr(again.body.find("http"), again.body.rfind('"') - again.body.find("http"))).body,
            clip);
}

TEST_F(SandboxFaults, AnswerAGenerationWithAJob) {
  server.inject(Fault::parse("any:job=202"));
  expect_working();
  const auto reply = call.generate();
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(string_in(reply.body, "status"), "QUEUED");
  const auto id = string_in(reply.body, "request_id");
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  EXPECT_EQ(string_in(call.api_get("/v2/requests/" + id).body, "status"), "COMPLETED");
  EXPECT_EQ(server.counts().generations_charged, 1U);
}

TEST_F(SandboxFaults, AreChargedWhereAGatewayNoLongerWaited) {
  for (const int code : {408, 499, 504, 520, 529, 530}) {
    const auto before = server.counts().generations_charged;
    server.inject(Fault::html(code));
    const auto reply = call.generate();
    EXPECT_EQ(reply.status, code);
    EXPECT_EQ(reply.body.find("Status"), std::string::npos) << "it has words of its own";
    EXPECT_EQ(server.counts().generations_charged, before + 1) << code;
  }
}

TEST_F(SandboxFaults, ChangeHeaders) {
  server.inject(Fault::status(429).header("Retry-After", "7"));
  EXPECT_EQ(call.generate().header("Retry-After"), "7");
  server.inject(Fault().without("x-cost").header("X-Seed-Value", "not a number"));
  auto reply = call.generate();
  EXPECT_EQ(reply.header("x-cost"), "");
  EXPECT_EQ(reply.header("X-Seed-Value"), "not a number");
  EXPECT_EQ(reply.header("x-seed-value"), "");
  EXPECT_NE(reply.header("x-request-id"), "");
  server.inject(Fault().without_extras());
  reply = call.generate();
  EXPECT_EQ(reply.header("x-request-id"), "");
  EXPECT_EQ(reply.status, 200);
  server.inject(Fault::redirect("https://example.com/elsewhere"));
  reply = call.generate();
  EXPECT_EQ(reply.status, 302);
  EXPECT_EQ(reply.header("Location"), "https://example.com/elsewhere");
}

TEST_F(SandboxFaults, CutAnAnswerAtAnyByte) {
  const auto settled = [](const Counts& counts) { return counts.waiting == 0; };
  call.generate();
  ASSERT_TRUE(server.wait_for(settled));
  const auto whole = server.requests().back();
  ASSERT_GT(whole.head_bytes, 100U);
  for (const auto at : {std::uint64_t{1}, whole.head_bytes - 1, whole.head_bytes + 10, whole.answer_bytes - 1}) {
    for (const auto ending : {Fault::Ending::fin, Fault::Ending::reset}) {
      const auto before = server.counts().bytes_sent;
      server.inject(Fault::cut(at, ending).on(Route::generate));
      const auto reply = Caller(server).generate();  // on a connection of its own: libcurl sends nothing twice there
      ASSERT_TRUE(server.wait_for(settled));
      EXPECT_EQ(server.counts().bytes_sent - before, at);
      EXPECT_LE(reply.head.size() + reply.body.size(), at);
      if (at > whole.head_bytes) {
        EXPECT_EQ(reply.code, ending == Fault::Ending::fin ? CURLE_PARTIAL_FILE : CURLE_RECV_ERROR);
        EXPECT_EQ(reply.body.size(), at - whole.head_bytes) << "what was sent before the end arrives";
      }
    }
  }
  expect_working();
}

TEST_F(SandboxFaults, EndWithoutAnAnswer) {
  server.inject(Fault::no_answer());
  EXPECT_EQ(call.generate().code, CURLE_GOT_NOTHING);
  server.inject(Fault::no_answer(Fault::Ending::reset));
  EXPECT_EQ(Caller(server).generate().code, CURLE_RECV_ERROR);
  EXPECT_EQ(server.requests().back().status, 0) << "none was sent";
  expect_working();
}

TEST_F(SandboxFaults, MeetAConnectionThatIsUsedAgain) {
  expect_working();
  server.inject(Fault::no_answer().on(Route::status));
  // libcurl sends such a GET a second time, on a new connection: the first died before any byte of an answer.
  EXPECT_EQ(call.api_get("/v2/requests/none/status").status, 404);
  EXPECT_EQ(server.counts().status, 2U);
  EXPECT_EQ(server.counts().connections_accepted, 2U);
}

TEST_F(SandboxFaults, CloseBeforeTheRequestIsRead) {
  for (const auto ending : {Fault::Ending::reset, Fault::Ending::fin}) {
    server.inject(Fault::unread(ending).on(Route::generate));
    const auto reply = call.generate(R"({"prompt":")" + std::string(500'000, 'x') + R"("})");
    EXPECT_NE(reply.code, CURLE_OK);
    EXPECT_EQ(reply.status, 0);
  }
  EXPECT_EQ(server.counts().generate, 0U);
  EXPECT_EQ(server.counts().faults_used, 2U);
  expect_working();
}

TEST_F(SandboxFaults, StallUntilTheClientLeaves) {
  server.inject(Fault::stall(20).on(Route::generate));
  call.timeout_ms = 100;
  EXPECT_EQ(call.generate().code, CURLE_OPERATION_TIMEDOUT);
  EXPECT_TRUE(server.wait_for([](const Counts& counts) { return counts.abandoned == 1; }));
}

TEST_F(SandboxFaults, SendWhatIsNotHttp) {
  server.inject(Fault::garbage("\x16\x03\x01 nonsense\r\n\r\n"));
  const auto reply = call.generate();
  EXPECT_NE(reply.code, CURLE_OK);
  expect_working();
}

TEST_F(SandboxFaults, LeaveTheLengthOut) {
  server.inject(Fault::unframed());
  const auto whole = call.generate();
  EXPECT_EQ(whole.code, CURLE_OK);
  EXPECT_EQ(whole.header("Content-Length"), "");
  server.inject(Fault::unframed(100));
  const auto cut = call.generate();
  EXPECT_EQ(cut.code, CURLE_OK) << "the framing cannot tell";
  EXPECT_EQ(cut.body, whole.body.substr(0, 100));
}

TEST_F(SandboxFaults, LieAboutTheLength) {
  server.inject(Fault().header("Content-Length", "1000000"));
  EXPECT_EQ(call.generate().code, CURLE_PARTIAL_FILE);
  expect_working();
}

TEST_F(SandboxFaults, SendALargeBody) {
  server.inject(Fault::large(30'000'001));
  const auto reply = call.generate();
  EXPECT_EQ(reply.code, CURLE_OK);
  EXPECT_EQ(reply.body.size(), 30'000'001U);
  EXPECT_EQ(reply.body.substr(4, 4), "ftyp");
  EXPECT_EQ(reply.header("Content-Type"), "video/mp4");
  expect_working();
  EXPECT_EQ(server.counts().connections_accepted, 1U) << "the connection is kept";
}

TEST_F(SandboxFaults, DripTheAnswer) {
  server.inject(Fault::drip(2000, 1ms));
  const auto reply = call.generate();
  EXPECT_EQ(reply.code, CURLE_OK);
  EXPECT_EQ(std::to_string(reply.body.size()), reply.header("Content-Length"));
  expect_working();
}

TEST_F(SandboxFaults, SendInterimAnswersFirst) {
  server.inject(Fault::interim_first({102, 103}));
  const auto reply = call.generate();
  EXPECT_EQ(reply.status, 200);
  EXPECT_NE(reply.head.find("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 "), std::string::npos) << reply.head;
  expect_working();
}

TEST_F(SandboxFaults, WaitBeforeTheAnswer) {
  server.inject(Fault::late(200ms).on(Route::credits));
  const auto start = std::chrono::steady_clock::now();
  expect_working();
  EXPECT_GE(std::chrono::steady_clock::now() - start, 200ms);
}

TEST_F(SandboxFaults, ComeInOrderSoManyTimesAndOnTheirRoutes) {
  server.inject(Fault::status(503).on(Route::generate).repeat(2));
  server.inject(Fault::status(500).on(Route::generate).after_skipping(1));
  expect_working();
  std::vector<long> statuses;
  for (int i = 0; i < 5; ++i) statuses.push_back(call.generate().status);
  EXPECT_EQ(statuses, (std::vector<long>{503, 503, 200, 500, 200}));
  server.inject(Fault::status(503).repeat_forever());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call.generate().status, 503);
  server.clear_faults();
  expect_working();
}

TEST_F(SandboxFaults, CombineWithEachOther) {
  server.inject(Fault::status(504).after(20ms).cut_after(40));
  const auto reply = call.generate();
  // libcurl takes such an end for success: an answer without a body.
  EXPECT_EQ(reply.head, "HTTP/1.1 504 Gateway Timeout\r\n");
  EXPECT_EQ(reply.body, "");
  EXPECT_EQ(server.counts().generations_charged, 1U);
}

TEST_F(SandboxFaults, CloseIdleConnections) {
  expect_working();
  server.close_idle_connections();
  ASSERT_TRUE(server.wait_for([](const Counts& counts) { return counts.connections_open == 0; }));
  expect_working();
  EXPECT_EQ(server.counts().connections_accepted, 2U);
}

TEST(SandboxFaultText, SaysWhatTheCodeSays) {
  const auto fault =
      Fault::parse("generate:status=504,times=2,skip=1,delay=1.5s,charge,header=Retry-After: 3,body=a%2Cb");
  EXPECT_EQ(fault.route, Route::generate);
  EXPECT_EQ(fault.replace_status, 504);
  EXPECT_EQ(fault.times, 2);
  EXPECT_EQ(fault.skip, 1);
  EXPECT_EQ(fault.delay, 1500ms);
  EXPECT_EQ(fault.charge, true);
  EXPECT_EQ(fault.replace_body, "a,b");
  ASSERT_EQ(fault.add_headers.size(), 1U);
  EXPECT_EQ(fault.add_headers[0].second, "3");
  const auto other = Fault::parse("download:cut-body=5,reset,drip=10/5ms,times=forever,without=ETag,interim=100+103");
  EXPECT_EQ(other.cut_body_bytes, 5U);
  EXPECT_EQ(other.ending, Fault::Ending::reset);
  EXPECT_EQ(other.drip_bytes, 10U);
  EXPECT_EQ(other.times, Fault::every_time);
  EXPECT_EQ(other.interim, (std::vector<int>{100, 103}));
  const auto page = Fault::parse("status:times=3,header=cf-mitigated:challenge,html=403");
  EXPECT_EQ(page.times, 3);
  EXPECT_EQ(page.add_headers.size(), 1U);
  EXPECT_EQ(page.replace_status, 403);
  const auto shaped = Fault::parse(R"(result:shape={"results":[{"url":"$clip"}]},word=DONE)");
  EXPECT_EQ(shaped.clip_shape, R"({"results":[{"url":"$clip"}]})");
  EXPECT_EQ(shaped.patches, std::vector<std::string>{R"({"status":"DONE"})"});
  EXPECT_EQ(Fault::parse("generate:body=a%00b").replace_body, std::string("a\0b", 3));
}

TEST(SandboxFaultText, IsRefusedWithAReason) {
  for (const char* text :
       {"", "generate", "generate:", "nowhere:status=500", "any:status", "any:status=abc", "any:status=99", "any:wat",
        "any:reset=1", "any:delay=2", "any:drip=5", "any:header=x", "any:patch=7", "any:job=ok"}) {
    EXPECT_THROW(Fault::parse(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace segmind::testing
