// What a Server does in this process, a RemoteServer does in another.

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <future>
#include <memory>

#include "sandbox_call.hpp"
#include "sandbox_program.hpp"
#include "segmind/sandbox/remote_server.hpp"

namespace segmind::testing {
namespace {

using namespace std::chrono_literals;
using sandbox::Counts;
using sandbox::Fault;
using sandbox::ModelAnswer;
using sandbox::Options;
using sandbox::RemoteServer;
using sandbox::Route;
using sandbox::SeenRequest;
using sandbox::Server;

/// A server with these options, in this process or in the program.
struct Here {
  using Kind = Server;
  static std::unique_ptr<Server> make(const Options& options) { return std::make_unique<Server>(options); }
};
struct Elsewhere {
  using Kind = RemoteServer;
  static std::unique_ptr<RemoteServer> make(const Options& options) {
    static const SandboxProgram program;
    return std::make_unique<RemoteServer>(program.control_url, options);
  }
};

template <typename Place>
class SandboxEither : public ::testing::Test {
 protected:
  using Kind = typename Place::Kind;

  const std::unique_ptr<Kind> made = Place::make(shipped_clips());
  Kind& server = *made;
  Caller call{server};

  std::string submitted() {
    const auto body = call.submit().body;
    const auto at = body.find("\"request_id\":\"") + 14;
    return body.substr(at, body.find('"', at) - at);
  }
};

using Places = ::testing::Types<Here, Elsewhere>;
TYPED_TEST_SUITE(SandboxEither, Places);

TYPED_TEST(SandboxEither, TellsItsAddresses) {
  EXPECT_EQ(this->server.base_url(), "http://127.0.0.1:" + std::to_string(this->server.port()));
  EXPECT_EQ(this->server.files_url(), "http://127.0.0.1:" + std::to_string(this->server.files_port()));
  EXPECT_EQ(this->server.storage_url(), this->server.base_url());
  EXPECT_EQ(this->server.api_key(), sandbox::default_key);
  EXPECT_EQ(this->server.notice(), "");
}

TYPED_TEST(SandboxEither, AnswersWithFaultsInTheirOrder) {
  this->server.inject(Fault::status(503, "busy \xff", "text/plain").header("Retry-After", "7").on(Route::generate));
  this->server.inject(Fault::patch(R"({"credits":"none"})").on(Route::credits).after_skipping(1));
  this->server.inject(Fault::garbage("\xfe\xff\r\n\r\n").on(Route::upload));
  auto reply = this->call.generate();
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "busy \xff");
  EXPECT_EQ(reply.header("Retry-After"), "7");
  EXPECT_EQ(this->call.generate().status, 200);
  EXPECT_EQ(this->call.api_get("/v1/get-user-credits").body.find("none"), std::string::npos);
  EXPECT_NE(this->call.api_get("/v1/get-user-credits").body.find("none"), std::string::npos);
  EXPECT_NE(this->call.api_post("/upload-asset", "{}").code, CURLE_OK);
  this->server.inject(Fault::status(500).repeat_forever());
  EXPECT_EQ(this->call.generate().status, 500);
  this->server.clear_faults();
  EXPECT_EQ(this->call.generate().status, 200);
}

TYPED_TEST(SandboxEither, CountsWhatCameAndWhatWasCharged) {
  this->call.generate();
  this->submitted();
  ASSERT_TRUE(this->server.wait_for([](const Counts& counts) { return counts.generations_completed == 2; }));
  const Counts counts = this->server.counts();
  EXPECT_EQ(counts.requests, 2U);
  EXPECT_EQ(counts.generate, 1U);
  EXPECT_EQ(counts.submit, 1U);
  EXPECT_EQ(counts.generations_charged, 2U);
  EXPECT_DOUBLE_EQ(counts.dollars_charged, 0.5);
  EXPECT_DOUBLE_EQ(this->server.credits(), 99.5);
}

TYPED_TEST(SandboxEither, WaitsForWhatIsStillToCome) {
  EXPECT_FALSE(this->server.wait_for([](const Counts& counts) { return counts.credits == 2; }, 0ms));
  EXPECT_FALSE(this->server.wait_for([](const Counts& counts) { return counts.credits == 2; }, 30ms));
  auto waiting = std::async(std::launch::async, [&] {
    return this->server.wait_for([](const Counts& counts) { return counts.credits == 2; },
                                 std::chrono::milliseconds::max());
  });
  this->call.api_get("/v1/get-user-credits");
  this->call.api_get("/v1/get-user-credits");
  EXPECT_TRUE(waiting.get());
}

TYPED_TEST(SandboxEither, TellsEachRequestAsItArrived) {
  this->call.more_headers = {"X-Odd: \xe9t\xe9"};
  const std::string body("{\"prompt\":\"\xff\0\"}", 14);
  this->call.api_post("/v1/wan2.7-r2v?a=b", body);
  ASSERT_TRUE(this->server.wait_for([](const Counts& counts) { return counts.answers == 1; }));
  const auto requests = this->server.requests();
  ASSERT_EQ(requests.size(), 1U);
  const SeenRequest& seen = requests.front();
  EXPECT_EQ(seen.route, Route::generate);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/v1/wan2.7-r2v?a=b");
  EXPECT_EQ(seen.header("x-odd"), "\xe9t\xe9");
  EXPECT_EQ(seen.body, body);
  EXPECT_EQ(seen.body_bytes, body.size());
  EXPECT_EQ(seen.status, 400);
  EXPECT_FALSE(seen.fault);
  EXPECT_FALSE(seen.files_origin);
  EXPECT_GT(seen.answer_bytes, seen.head_bytes);
}

TYPED_TEST(SandboxEither, TellsOfMoreThanOneAnswerHolds) {
  const std::string body(40'000, 'x');
  constexpr std::size_t many = 70;  // more than one answer of the control interface holds
  for (std::size_t i = 0; i < many; ++i) this->call.api_post("/nowhere", body);
  EXPECT_EQ(this->server.requests().size(), many);
}

TYPED_TEST(SandboxEither, KeepsARecordOfEachGeneration) {
  this->server.hold();
  const auto id = this->submitted();
  auto records = this->server.records();
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].id, id);
  EXPECT_EQ(records[0].model, "wan2.7-r2v");
  EXPECT_TRUE(records[0].queued);
  EXPECT_EQ(records[0].body, R"({"prompt":"A fox","duration":2})");
  EXPECT_EQ(records[0].dollars, 0);
  this->server.release();
  ASSERT_TRUE(this->server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  records = this->server.records();
  EXPECT_EQ(records[0].stage, "COMPLETED");
  EXPECT_DOUBLE_EQ(records[0].dollars, 0.25);
}

TYPED_TEST(SandboxEither, FinishesNoGenerationWhileItHolds) {
  this->server.hold();
  const auto id = this->submitted();
  EXPECT_EQ(this->call.api_get("/v2/requests/" + id + "/status").body.find("COMPLETED"), std::string::npos);
  this->server.release();
  EXPECT_TRUE(this->server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }));
  this->server.expire_jobs();
  EXPECT_EQ(this->call.api_get("/v2/requests/" + id + "/status").status, 404);
}

TYPED_TEST(SandboxEither, GivesItsAccountOtherCredits) {
  this->server.set_credits(0.1);
  EXPECT_DOUBLE_EQ(this->server.credits(), 0.1);
  EXPECT_EQ(this->call.generate().status, 406);
  for (const double amount : {-1.0, std::nan(""), static_cast<double>(INFINITY)}) {
    EXPECT_THROW(this->server.set_credits(amount), std::invalid_argument) << amount;
  }
  EXPECT_DOUBLE_EQ(this->server.credits(), 0.1);
}

TYPED_TEST(SandboxEither, TakesItsTimeFromNowOn) {
  this->server.set_generation_time(60s);
  this->submitted();
  EXPECT_FALSE(this->server.wait_for([](const Counts& counts) { return counts.generations_completed == 1; }, 30ms));
}

TYPED_TEST(SandboxEither, ServesAnotherModel) {
  this->server.serve("my.model_1", ModelAnswer{"audio/wav", std::string("RIFF\0\xff", 6), 0.25, 9});
  const auto reply = this->call.api_post("/v1/my.model_1", "{}");
  EXPECT_EQ(reply.body, std::string("RIFF\0\xff", 6));
  EXPECT_EQ(reply.header("Content-Type"), "audio/wav");
  EXPECT_EQ(reply.header("x-seed-value"), "9");
  EXPECT_EQ(reply.header("x-cost"), "0.2500");
  for (const char* slug : {"", "..", "a b", "a/b", "\xff"}) {
    EXPECT_THROW(this->server.serve(slug, {}), std::invalid_argument) << slug;
  }
}

TYPED_TEST(SandboxEither, PutsFilesOnItsHost) {
  this->call.key.clear();
  const std::string bytes("\x89PNG\0", 5);
  const auto url = this->server.add_file(bytes, "image/png");
  EXPECT_EQ(this->call.get(url).body, bytes);
  EXPECT_EQ(this->call.get(url).header("Content-Type"), "image/png");
  EXPECT_EQ(this->call.get(this->server.add_file("", "")).status, 200);
  this->server.replace_file(url, "other");
  EXPECT_EQ(this->call.get(url).body, "other");
  for (const auto& address : {this->server.files_url() + "/files/none.png", this->server.base_url() + "/credits",
                              url + "/../../", std::string("http://example.com/a b"), std::string()}) {
    EXPECT_THROW(this->server.replace_file(address, "x"), std::invalid_argument) << address;
  }
}

TYPED_TEST(SandboxEither, ClosesIdleConnections) {
  this->call.api_get("/v1/get-user-credits");
  EXPECT_EQ(this->server.counts().connections_open, 1U);
  this->server.close_idle_connections();
  EXPECT_TRUE(this->server.wait_for([](const Counts& counts) { return counts.connections_open == 0; }));
}

TYPED_TEST(SandboxEither, TellsItsObserverOfEachAnswer) {
  this->call.generate();  // before anybody observes
  std::promise<SeenRequest> first;
  std::atomic<int> observed{0};
  this->server.on_answer([&](const SeenRequest& request) {
    if (++observed == 1) first.set_value(request);
    throw std::runtime_error("an observer's own affair");
  });
  this->server.inject(Fault::status(504).on(Route::submit));
  this->call.submit();
  auto told = first.get_future();
  ASSERT_EQ(told.wait_for(10s), std::future_status::ready);
  const auto request = told.get();
  EXPECT_EQ(request.route, Route::submit);
  EXPECT_EQ(request.status, 504);
  EXPECT_TRUE(request.fault);
  this->server.on_answer(nullptr);
  this->call.submit();
  EXPECT_EQ(observed, 1);
}

TYPED_TEST(SandboxEither, LeavesItsObserverWithoutWaiting) {
  this->server.on_answer([](const SeenRequest&) {});
  const auto start = std::chrono::steady_clock::now();
  this->server.on_answer([](const SeenRequest&) {});
  this->server.on_answer(nullptr);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TYPED_TEST(SandboxEither, BehavesAsItsOptionsSay) {
  Options options = shipped_clips();
  options.api_key = "SG_another_key_000";
  options.credits = 3;
  options.failed_as = sandbox::FailedAs::status_200;
  options.jobs_at = sandbox::JobsAt::v1;
  options.retry_hint = sandbox::RetryHint::both;
  options.upload_answer = sandbox::UploadAnswer::urls;
  options.v1_answer = sandbox::V1Answer::json;
  options.records.in = sandbox::RecordsIn::nested;
  options.records.body = sandbox::RecordBody::text;
  options.requests_per_minute = 3;
  const auto other = TypeParam::make(options);
  Caller caller(*other);
  caller.key = other->api_key();
  EXPECT_EQ(other->api_key(), "SG_another_key_000");
  EXPECT_DOUBLE_EQ(other->credits(), 3);
  EXPECT_EQ(caller.generate().header("Content-Type"), "application/json");
  EXPECT_NE(caller.submit().body.find("/v1/requests/"), std::string::npos);
  const auto page = caller.api_get("/inference-request/request-history").body;
  EXPECT_NE(page.find(R"("request_body":"{\")"), std::string::npos) << page;
  EXPECT_NE(page.find(R"("items")"), std::string::npos) << page;
  const auto limited = caller.generate();
  EXPECT_EQ(limited.status, 429);
  EXPECT_FALSE(limited.header("Retry-After").empty());
}

TYPED_TEST(SandboxEither, RefusesOptionsThatMakeNoSense) {
  Options options = shipped_clips();
  options.credits = -1;
  options.host = "no host";
  try {
    TypeParam::make(options);
    FAIL() << "it was made";
  } catch (const std::invalid_argument& problem) {
    const std::string text = problem.what();
    EXPECT_NE(text.find("credits"), std::string::npos) << text;
    EXPECT_NE(text.find("host"), std::string::npos) << text;
  }
  Options taken = shipped_clips();
  taken.port = this->server.port();
  EXPECT_THROW(TypeParam::make(taken), std::runtime_error);
}

}  // namespace
}  // namespace segmind::testing
