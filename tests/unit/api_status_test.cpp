#include <gtest/gtest.h>

#include "api/limits.hpp"
#include "api/status.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

using namespace segmind::text;  // NOLINT: what is tested

using namespace std::string_literals;

const std::chrono::system_clock::time_point now{std::chrono::seconds(1772366400)};

Error error_of(int status, const std::string& body = {}, const Headers& headers = {}) {
  return error_from(status, headers, body, now);
}

TEST(Status, BecomesItsKind) {
  const std::pair<int, ErrorKind> kinds[] = {{400, ErrorKind::bad_request},
                                             {401, ErrorKind::unauthorized},
                                             {402, ErrorKind::insufficient_credits},
                                             {403, ErrorKind::forbidden},
                                             {404, ErrorKind::not_found},
                                             {405, ErrorKind::http},
                                             {406, ErrorKind::http},
                                             {408, ErrorKind::http},
                                             {410, ErrorKind::http},
                                             {418, ErrorKind::http},
                                             {422, ErrorKind::bad_request},
                                             {429, ErrorKind::rate_limited},
                                             {500, ErrorKind::server_error},
                                             {501, ErrorKind::http},
                                             {502, ErrorKind::bad_gateway},
                                             {503, ErrorKind::http},
                                             {504, ErrorKind::gateway_timeout},
                                             {599, ErrorKind::http},
                                             {301, ErrorKind::http},
                                             {304, ErrorKind::http},
                                             {200, ErrorKind::bad_response},
                                             {204, ErrorKind::bad_response},
                                             {0, ErrorKind::bad_response},
                                             {101, ErrorKind::bad_response},
                                             {999, ErrorKind::bad_response},
                                             {-1, ErrorKind::bad_response}};
  for (const auto& [status, kind] : kinds) {
    EXPECT_EQ(error_of(status, R"({"error":"some words"})").kind, kind) << status;
    EXPECT_EQ(error_of(status).http_status, status);
    EXPECT_EQ(error_of(status).attempts, 0);
  }
}

TEST(Status, TellsWhatMayHaveBeenPaid) {
  for (int status = 300; status < 500; ++status) {
    const bool gateway = status == 408 || status == 499;  // the work behind it may go on
    EXPECT_EQ(error_of(status).charge, gateway ? Charge::possible : Charge::none) << status;
  }
  for (int status = 500; status < 600; ++status) EXPECT_EQ(error_of(status).charge, Charge::possible) << status;
  for (int status = 201; status < 300; ++status) EXPECT_EQ(error_of(status).charge, Charge::possible) << status;
  for (int status : {-7, 0, 100, 199, 600, 999}) EXPECT_EQ(error_of(status).charge, Charge::possible) << status;
  EXPECT_EQ(error_of(200).charge, Charge::charged);
}

TEST(Status, ShowsWhetherTheServiceWorks) {
  for (const int status : {502, 503, 521, 523, 525, 526, 527, 529, 530}) {
    EXPECT_EQ(health_of(status), Health::out_of_order) << status;
  }
  for (const int status : {500, 504, 520, 522, 524}) EXPECT_EQ(health_of(status), Health::unclear) << status;
  for (const int status : {200, 400, 401, 402, 429}) EXPECT_EQ(health_of(status), Health::works) << status;
}

TEST(Status, ReadsACdnsWordsAsWhatTheyAre) {
  for (const int status : {504, 522, 524}) EXPECT_EQ(error_of(status).kind, ErrorKind::gateway_timeout) << status;
  for (int status = 520; status <= 530; ++status) EXPECT_EQ(error_of(status).charge, Charge::possible) << status;
}

TEST(Status, AChallengeIsNoMatterOfTheAccount) {
  const std::string page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>";
  EXPECT_EQ(error_from(403, {{"content-type", "text/html"}}, page, now).kind, ErrorKind::http);
  EXPECT_EQ(error_from(403, {{"cf-mitigated", "challenge"}}, "", now).kind, ErrorKind::http);
  EXPECT_EQ(error_from(403, {}, R"({"error":"no access to this model"})", now).kind, ErrorKind::forbidden);
}

TEST(Status, TakesA406ForMissingCreditsOnlyWhenItsTextIsAboutThem) {
  for (const char* text : {"Insufficient credits", "You have 0.0 Credits left", "insufficient_credits",
                           "Your balance is too low", "INSUFFICIENT BALANCE"}) {
    EXPECT_EQ(error_of(406, text).kind, ErrorKind::insufficient_credits) << text;
    EXPECT_EQ(error_of(406, "{\"error\":\""s + text + "\"}").kind, ErrorKind::insufficient_credits) << text;
  }
  for (const char* text :
       {"", "Content-Type must be application/json", "duration is not allowed", "white_balance is not allowed",
        "The team's spend limit of 50 credits is reached", "Team spending limit exceeded"}) {
    EXPECT_EQ(error_of(406, text).kind, ErrorKind::http) << text;
  }
}

struct Shape {
  const char* body;
  const char* words;
};

TEST(Words, AreFoundInEveryShapeOfBody) {
  const Shape shapes[] = {
      {R"({"error":"Missing Authorization or x-api-key in header"})", "Missing Authorization or x-api-key in header"},
      {R"({"message":"No such model"})", "No such model"},
      {R"({"detail":"Not authenticated"})", "Not authenticated"},
      {R"({"error":{"message":"Bad seed","code":7}})", "Bad seed"},
      {R"({"error":{"detail":"Bad seed"}})", "Bad seed"},
      {R"({"error":{"error":{"message":"Deep"}}})", "Deep"},
      {R"({"error":null,"message":"Second choice"})", "Second choice"},
      {R"({"error":"","message":"Second choice"})", "Second choice"},
      {R"({"error":true,"message":"Second choice"})", "Second choice"},
      {R"({"error":"invalid_token","error_description":"The token has expired"})",
       "invalid_token: The token has expired"},
      {R"({"error":"Bad Request","message":"prompt is missing"})", "Bad Request: prompt is missing"},
      {R"({"error":"Same","message":"Same"})", "Same"},
      {R"({"detail":[{"loc":["body","prompt"],"msg":"field required","type":"missing"}]})", "prompt: field required"},
      {R"({"detail":[{"loc":["body"],"msg":"empty"},{"loc":["body","duration"],"msg":"too long"}]})",
       "empty; duration: too long"},
      {R"({"detail":[{"loc":["body","reference_images",2],"msg":"not a URL"}]})", "reference_images[2]: not a URL"},
      {R"({"detail":[{"loc":["body","seed","int"],"msg":"not a number"}]})", "seed: not a number"},
      {R"({"detail":[{"loc":["body","images",0,"str"],"msg":"no text"}]})", "images[0]: no text"},
      {R"({"detail":[{"loc":["body","shift","float"],"msg":"no number"}]})", "shift: no number"},
      {R"({"detail":[{"loc":["body","go_fast","bool"],"msg":"no"}]})", "go_fast: no"},
      {R"({"detail":[{"loc":["body","images","list"],"msg":"no list"}]})", "images: no list"},
      {R"({"detail":[{"loc":["body","more","dict","a"],"msg":"no"}]})", "more.a: no"},
      {R"({"detail":[{"loc":["body","seed","none"],"msg":"not null"}]})", "seed: not null"},
      {R"({"detail":[{"loc":["body","reference_images","list[str]",2],"msg":"no URL"}]})",
       "reference_images[2]: no URL"},
      {R"({"detail":[{"loc":["body","images","nullable[list[url]]",1,"url"],"msg":"no URL"}]})", "images[1]: no URL"},
      {R"({"detail":[{"loc":["body","seed","constrained-int"],"msg":"too large"}]})", "seed: too large"},
      {R"({"detail":[{"loc":["body","seed","function-after[check(), int]"],"msg":"odd"}]})", "seed: odd"},
      {R"({"detail":[{"loc":["body","seed","function-wrap"],"msg":"odd"}]})", "seed: odd"},
      {R"({"detail":[{"loc":["body","resolution","literal['720P','1080P']"],"msg":"other"}]})", "resolution: other"},
      {R"({"detail":[{"loc":["body","url"],"msg":"a field of that name"}]})", "url: a field of that name"},
      {R"({"detail":[{"loc":["body","shots",1,"camera","lens"],"msg":"unknown"}]})", "shots[1].camera.lens: unknown"},
      {R"({"detail":[{"loc":["query","page"],"msg":"too large"}]})", "page: too large"},
      {R"({"detail":[{"loc":["prompt"],"msg":"too long"}]})", "prompt: too long"},
      {R"({"detail":[{"loc":["body",17],"msg":"broken"},{"loc":[],"msg":"a"},{"loc":{"a":1},"msg":"b"}]})",
       "[17]: broken; a; b"},
      {R"({"detail":[{"msg":"a"},{"msg":"b"},3,null,"c"]})", "a; b; c"},
      {R"({"errors":["one","two"]})", "one; two"},
      {R"({"title":"Bad input"})", "Bad input"},
      {R"("just a text")", "just a text"},
      {R"(["first","second"])", "first; second"},
      {"\xEF\xBB\xBF{\"error\":\"after a mark\"}", "after a mark"},
      {R"({"error":"tail \ud800 half"})", "tail \xEF\xBF\xBD half"},
      {R"({"error":"smile \ud83d\ude00"})", "smile \xF0\x9F\x98\x80"},
      {"{\"error\":\"latin \xFC\"}", "latin \xEF\xBF\xBD"},
      {R"({"cost":NaN,"error":"words","big":1e999,"low":-Infinity})", "words"},
      {R"({"code":17})", R"({"code":17})"},
      {"upstream connect error\r\n", "upstream connect error"},
      {"17", "17"},
      {"{\"error\":\"cut", "{\"error\":\"cut"},
      {"<html><head><title>405 Not Allowed</title></head><body><h1>405</h1>nginx</body></html>", "405 Not Allowed"},
      {"<!DOCTYPE html>\n<HTML><TITLE lang=en>\n Bad &amp; gone \n</TITLE>", "Bad & gone"},
      {"<title>&lt;&gt;&quot;&#39;&amp;lt;&nbsp;</title>", "<>\"'&lt;&nbsp;"},
      {"<html><body><h1>503</h1>\nNo server</body></html>", "<html><body><h1>503</h1> No server</body></html>"},
      {"<html><title> </title><p>Sorry</p>", "<html><title> </title><p>Sorry</p>"},
      {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
       "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"},
      {"<title>cut in the middle", "cut in the middle"},
  };
  for (const auto& [body, words] : shapes) EXPECT_EQ(error_of(400, body).message, words) << body;
}

TEST(Words, GiveWayToTheStandardPhraseWhereThereAreNone) {
  for (const std::string& body :
       {""s, "  \r\n"s, "{}"s, "null"s, "[]"s, "true"s, "\"\""s, "\" \""s, "\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s,
        "\xFF\xFE\xFD\xFC\xFB\xFA\xF9\xF8\xF7\xF6"s, "\0"s}) {
    EXPECT_EQ(error_of(502, body).message, "Bad Gateway") << body;
  }
  EXPECT_EQ(error_of(777).message, "Unknown status");
  EXPECT_NE(error_of(302).message.find("redirect"), std::string::npos);
}

TEST(Words, AreCappedAndSafeToPrint) {
  const std::string hostile = "\x1B[2Jgone\x07\r\n" + std::string(100000, 'x') + "\xC3";
  for (const std::string& body :
       {hostile, "{\"error\":\"\\u001b[2Jgone" + std::string(100000, 'x') + "\"}", "<title>" + hostile + "</title>",
        "{\"x\":\"\\u001b" + std::string(100000, 'x') + "\"}"}) {
    const std::string message = error_of(500, body).message;
    EXPECT_LE(message.size(), limits::max_message_bytes);
    EXPECT_GT(message.size(), 1000u);
    EXPECT_TRUE(is_utf8(message));
    for (const char c : message) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
}

TEST(Words, OfAThousandEntriesStayWithinTheirCap) {
  std::string body = R"({"detail":[)";
  for (int i = 0; i < 1000; ++i) body += R"({"loc":["body","field"],"msg":"a reason of some length"},)";
  body += R"("end"]})";
  EXPECT_LE(error_of(400, body).message.size(), limits::max_message_bytes);
}

TEST(Status, CarriesTheRequestIdOfTheHeaderOrElseOfTheBody) {
  EXPECT_EQ(error_of(500, R"({"request_id":"body-1"})", {{"x-request-id", "head-1"}}).request_id, "head-1");
  EXPECT_EQ(error_of(500, R"({"error":"x","request_id":"body-1"})").request_id, "body-1");
  EXPECT_EQ(error_of(500, R"({"request_id":17})").request_id, "");
  EXPECT_EQ(error_of(500, "text").request_id, "");
  EXPECT_EQ(error_of(500, "", {{"x-request-id", "a\x1B[2Jb"}}).request_id, "a\xEF\xBF\xBD[2Jb");
  EXPECT_LE(error_of(500, "", {{"x-request-id", std::string(5000, 'a')}}).request_id.size(), 200u);
}

TEST(Status, CarriesTheWaitOnlyWhereTheServiceAsksForOne) {
  const Headers reset{{"x-rate-limit-reset-at-utc", "2026-03-01T12:00:42Z"}};
  EXPECT_EQ(error_of(429, "", reset).retry_after, std::chrono::seconds(42));
  EXPECT_EQ(error_of(429, "", {{"retry-after", "3"}}).retry_after, std::chrono::seconds(3));
  EXPECT_EQ(error_of(503, "", {{"retry-after", "3"}}).retry_after, std::chrono::seconds(3));
  EXPECT_FALSE(error_of(401, "", reset).retry_after);
  EXPECT_FALSE(error_of(429).retry_after);
}

}  // namespace
}  // namespace segmind::api
