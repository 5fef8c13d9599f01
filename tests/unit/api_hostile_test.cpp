#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "api/answer.hpp"
#include "api/credits.hpp"
#include "api/limits.hpp"
#include "api/queue.hpp"
#include "api/receipt.hpp"
#include "api/retry.hpp"
#include "api/status.hpp"
#include "api/upload.hpp"
#include "media/mp4.hpp"
#include "text/utf8.hpp"

// Whatever a server sends, reading it ends, throws nothing, and yields only text that is safe to show.
namespace segmind::api {
namespace {

using namespace segmind::text;   // NOLINT: what is tested
using namespace segmind::media;  // NOLINT: what is tested

using namespace std::string_literals;

const std::string samples[] = {
    R"({"request_id":"0123456789abcdef","status":"QUEUED","poll_url":"https://a.example/p","status_url":"https://a.example/s","response_url":"https://a.example/r"})",
    R"({"status":"COMPLETED","error":null,"video":{"url":"https://a.example/v.mp4","content_type":"video/mp4","file_size":"1234"},"output":["https://a.example/v.mp4"],"metrics":{"cost":0.625,"remaining_credits":"9.5","inference_time":3.3e2,"total_time":-0}})",
    R"({"status":"FAILED","error":{"message":"bad \ud83d\ude00 prompt","code":17},"metrics":{"cost":NaN}})",
    R"({"detail":[{"loc":["body","prompt"],"msg":"field required"},{"msg":"too long"}]})",
    R"({"credits":"0.0","free-credits":0.0184})",
    R"({"file_urls":["https://a.example/1","https://a.example/2"],"urls":"https://a.example/1","url":null})",
    "\xEF\xBB\xBF {\"error\":\"Gr\xC3\xBC\xC3\x9F"
    "e\",\"error_description\":\"\\u001b[2J\"}",
    "<!DOCTYPE html><html><head><title>405 Not &amp; Allowed</title><style>a{}</style></head><body><!-- x "
    "--><h1>No</h1></body></html>",
    "\0\0\0\x10"
    "ftypisom\0\0\2\0\0\0\0\x09moovx\0\0\0\x01mdat\0\0\0\0\0\0\0\x12zz"s,
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "2026-03-01T12:00:00.250+02:30",
    "-1234.5e67",
};

bool is_safe(const std::string& text) {
  if (!is_utf8(text)) return false;
  for (std::string_view rest = text; !rest.empty();) {
    const CodePoint point = first_code_point(rest);
    if (is_control(point.value)) return false;
    rest.remove_prefix(point.size);
  }
  return true;
}

void read_with_everything(const std::string& body) {
  const std::chrono::system_clock::time_point now{std::chrono::seconds(1772366400)};
  const Headers headers{{"x-request-id", body}, {"x-cost", body},      {"x-generation-time", body},
                        {"x-seed-value", body}, {"retry-after", body}, {"x-rate-limit-reset-at-utc", body}};
  for (int status : {406, 422}) {
    const Error error = error_from(status, headers, body, now);
    ASSERT_TRUE(is_safe(error.message));
    ASSERT_TRUE(is_safe(error.request_id));
    ASSERT_FALSE(error.message.empty());
    ASSERT_LE(error.message.size(), limits::max_message_bytes);
    if (const auto report = read_report(status, body)) {
      ASSERT_TRUE(is_safe(report->state_text));
      ASSERT_TRUE(is_safe(report->error.value_or("")));
      ASSERT_TRUE(report->receipt.cost.value_or(0) >= 0);
    }
  }
  if (const auto wait = retry_after(headers, now)) {
    ASSERT_TRUE(wait->count() >= 0 && *wait <= limits::max_retry_after);
  }
  const JsonAnswer answer = read_answer(body);
  ASSERT_TRUE(is_safe(answer.error.value_or("")));
  for (const ResultAddress& address : answer.addresses) ASSERT_TRUE(is_safe(address.text));
  ASSERT_TRUE(receipt_from(headers).cost.value_or(0) >= 0);
  submitted_id(body);
  read_credits(body);
  read_upload(body);
  recognise(body, false);
  recognise(body, true);
  Mp4Check check;
  check.feed(reinterpret_cast<const std::byte*>(body.data()), body.size());
  ASSERT_EQ(check.complete(), check.problem().empty());
}

TEST(Hostile, EveryBeginningOfEverySample) {
  for (const std::string& sample : samples) {
    for (std::size_t size = 0; size <= sample.size(); ++size)
      ASSERT_NO_THROW(read_with_everything(sample.substr(0, size)));
  }
}

TEST(Hostile, EverySampleWithAnyOneByteWrong) {
  for (const std::string& sample : samples) {
    for (std::size_t at = 0; at < sample.size(); ++at) {
      for (const char wrong : "\0\"\\{]<,e\x1B\xFF"s) {
        std::string body = sample;
        body[at] = wrong;
        ASSERT_NO_THROW(read_with_everything(body)) << at;
      }
    }
  }
}

TEST(Hostile, EverySampleWithAnyValueOfAnotherType) {
  const char* const values[] = {"null",
                                "true",
                                "-1",
                                "1e999",
                                "18446744073709551616",
                                "\"\"",
                                "\" \"",
                                "[]",
                                "{}",
                                "[[[[[[[[[]]]]]]]]]",
                                R"([null,1,"x",{"url":[]}])",
                                R"({"message":{"message":{"message":{"message":{"message":"x"}}}}})"};
  for (const char* name : {"error", "message", "detail", "errors", "output", "video", "videos", "status", "request_id",
                           "metrics", "file_size", "credits", "file_urls", "url", "status_url"}) {
    for (const char* value : values) {
      ASSERT_NO_THROW(read_with_everything("{\""s + name + "\":" + value + "}"));
      ASSERT_NO_THROW(read_with_everything("{\"status\":\"COMPLETED\",\"metrics\":{\""s + name + "\":" + value +
                                           "},\"video\":{\"" + name + "\":" + value + "}}"));
    }
  }
}

TEST(Hostile, RandomMixturesOfSamples) {
  std::mt19937 random(20260301);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  for (int round = 0; round < 3000; ++round) {
    std::string body = samples[below(std::size(samples))];
    for (std::size_t change = 0, changes = 1 + below(6); change < changes; ++change) {
      const std::string& other = samples[below(std::size(samples))];
      const std::size_t from = below(other.size());
      body.replace(below(body.size() + 1), below(8), other, from, below(24));
      if (!body.empty()) body[below(body.size())] = static_cast<char>(below(256));
    }
    ASSERT_NO_THROW(read_with_everything(body)) << round;
  }
}

TEST(Hostile, HugeAndDeepBodiesAreRefusedQuickly) {
  std::string arrays = "[";
  for (int i = 0; i < 50000; ++i) arrays += "[],";
  const std::string bodies[] = {std::string(256 << 10, '['),
                                std::string(256 << 10, '{'),
                                std::string(256 << 10, '"'),
                                std::string(256 << 10, '\\'),
                                std::string(256 << 10, '<'),
                                std::string(256 << 10, ' '),
                                std::string(256 << 10, '\0'),
                                std::string(256 << 10, '9'),
                                std::string(5 << 20, 'a'),
                                "{\"error\":\"" + std::string(1 << 20, 'a') + "\"}",
                                "<title>" + std::string(256 << 10, '&'),
                                arrays + "0]",
                                [] {
                                  std::string text;
                                  for (int i = 0; i < 50000; ++i) text += "{\"a\":";
                                  return text;
                                }()};
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& body : bodies) ASSERT_NO_THROW(read_with_everything(body));
  // It takes well under a second, and under a sanitizer on a busy machine up to twenty; what is quadratic, hours.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(100));
}

}  // namespace
}  // namespace segmind::api
