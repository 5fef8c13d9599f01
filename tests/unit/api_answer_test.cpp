#include <gtest/gtest.h>

#include "api/answer.hpp"
#include "api/credits.hpp"
#include "api/limits.hpp"
#include "api/receipt.hpp"
#include "api/upload.hpp"

namespace segmind::api {
namespace {

using namespace std::string_literals;

std::string first_of(const JsonAnswer& answer) { return answer.addresses.empty() ? "" : answer.addresses.front().text; }

const std::string mp4_head =
    "\0\0\0\x20"
    "ftypisom\0\0\2\0"s;

TEST(Recognise, TellsAnMp4) {
  EXPECT_EQ(recognise(mp4_head + std::string(48, 'x'), false), BodyKind::media);
  EXPECT_EQ(recognise(mp4_head.substr(0, 8), true), BodyKind::media);
  for (std::size_t size = 0; size < 8; ++size) {
    EXPECT_EQ(recognise(mp4_head.substr(0, size), false), BodyKind::undecided) << size;
    EXPECT_EQ(recognise(mp4_head.substr(0, size), true), BodyKind::other) << size;
  }
}

TEST(Recognise, TellsEveryOtherMedium) {
  const std::string rest(64, 'x');
  for (const std::string& head : {"\x89PNG\r\n\x1A\n"s, "\xFF\xD8\xFF\xE0"s, "RIFF1234WEBPVP8 "s, "RIFF1234WAVEfmt "s,
                                  "ID3\x04"s, "\xFF\xFB\x90\x44"s, "\x1A\x45\xDF\xA3\x9F\x42\x82\x84webm"s,
                                  "\0\0\0\x14"
                                  "ftypqt  "s}) {
    EXPECT_EQ(recognise(head, false), BodyKind::undecided) << head;
    EXPECT_EQ(recognise(head, true), BodyKind::media) << head;
    EXPECT_EQ(recognise(head + rest, false), BodyKind::media) << head;
  }
}

TEST(Recognise, TellsJsonByItsFirstSignificantByte) {
  for (const char* text : {"{", "[", "\"", " \r\n\t{", "\xEF\xBB\xBF{", "\xEF\xBB\xBF \n["}) {
    EXPECT_EQ(recognise(text, false), BodyKind::json) << text;
    EXPECT_EQ(recognise(text, true), BodyKind::json) << text;
  }
  for (const char* text : {"", " ", "\n\n", "\xEF", "\xEF\xBB", "\xEF\xBB\xBF", "\xEF\xBB\xBF "}) {
    EXPECT_EQ(recognise(text, false), BodyKind::undecided) << text;
    EXPECT_EQ(recognise(text, true), BodyKind::other) << text;
  }
}

TEST(Recognise, TakesEverythingElseForSomethingElse) {
  const std::string rest(64, 'x');
  for (const char* text : {"<html>", "x", "  <", "404", "\xEF\xBBz", "\x89PNG", "GIF89a", "\xEF\xBB\xBF <"}) {
    EXPECT_EQ(recognise(text, true), BodyKind::other) << text;
    EXPECT_EQ(recognise(text + rest, false), BodyKind::other) << text;
  }
}

TEST(Recognise, BearsSixtyFourKilobytesOfWhiteSpaceBeforeJson) {
  const std::string blanks(64 * 1024 - 1, ' ');
  EXPECT_EQ(recognise(blanks, false), BodyKind::undecided);
  EXPECT_EQ(recognise(blanks + "{", false), BodyKind::json);
  EXPECT_EQ(recognise(blanks + " ", false), BodyKind::other);
  EXPECT_EQ(recognise(blanks + " {", false), BodyKind::other);
}

TEST(Recognise, NeverChangesItsMindAsBytesArrive) {
  const std::string bytes[] = {mp4_head,
                               " \n{\"output\":1}",
                               "\xEF\xBB\xBF[1]",
                               "{\0\0\0ftyp"s,
                               "\0\0\0\0ftxp"s,
                               "\xEF\xBBxx",
                               "   ftyp",
                               "ID3\x03" + std::string(100, 'x'),
                               mp4_head + std::string(100, 'x')};
  for (const std::string& body : bytes) {
    BodyKind decided = BodyKind::undecided;
    for (std::size_t size = 0; size <= body.size(); ++size) {
      const BodyKind kind = recognise(body.substr(0, size), false);
      EXPECT_TRUE(decided == BodyKind::undecided || kind == decided) << size;
      decided = kind;
    }
  }
}

TEST(Answer, FindsTheAddressInEveryShape) {
  const char* const url = "https://files.example.com/clip.mp4";
  for (const char* shape :
       {R"({"output":"%"})", R"({"output":["%"]})", R"({"output":{"url":"%"}})", R"({"video":{"url":"%"}})",
        R"({"video":"%"})", R"({"video":[{"url":"%"}]})", R"({"videos":[{"url":"%"}]})",
        R"({"output":{"video":{"url":"%"}}})", R"({"output":[{"url":"%"}]})", R"({"output":null,"video":{"url":"%"}})",
        R"({"output":"","video":{"url":"%"}})", R"({"output":"processed","video":{"url":" % "}})",
        R"({"output":{"url":17,"video":["%"]}})", R"({"error":null,"output":"%"})",
        R"({"cost":NaN,"size":1e999,"output":"%"})"}) {
    std::string body = shape;
    body.replace(body.find('%'), 1, url);
    const JsonAnswer answer = read_answer(body);
    EXPECT_EQ(first_of(answer), url) << body;
    EXPECT_FALSE(answer.error) << body;
  }
}

TEST(Answer, FindsTheShapesOfTheServicesWorkers) {
  const std::string url = "https://files.example.com/clip.mp4";
  for (const std::string& body : {R"({"video":")" + url + "\"}", R"({"data":{"video_url":")" + url + "\"}}",
                                  R"({"results":[{"url":")" + url + "\"}]}", R"({"data":[{"url":")" + url + "\"}]}",
                                  R"({"output":{"results":[{"video":")" + url + "\"}]}}"}) {
    EXPECT_EQ(first_of(read_answer(body)), url) << body;
  }
}

TEST(Answer, EncodesBlanksAndUtf8OfAnAddress) {
  EXPECT_EQ(first_of(read_answer("{\"output\":\"https://a.example/my clip \u00e9.mp4\"}")),
            "https://a.example/my%20clip%20%C3%A9.mp4");
}

TEST(Answer, PrefersFilmsByTheirTypeAndThenByTheirEnding) {
  const auto answer =
      read_answer(R"({"output":["https://a.example/x.png","https://a.example/any","https://a.example/y.mp4"],)"
                  R"("video":{"url":"https://a.example/z","content_type":"video/mp4"}})");
  using Named = ResultAddress::Named;
  const std::vector<std::pair<std::string, Named>> expected{{"https://a.example/z", Named::film},
                                                            {"https://a.example/y.mp4", Named::film},
                                                            {"https://a.example/any", Named::nothing},
                                                            {"https://a.example/x.png", Named::other}};
  std::vector<std::pair<std::string, Named>> found;
  for (const ResultAddress& address : answer.addresses) found.emplace_back(address.text, address.named);
  EXPECT_EQ(found, expected);
}

TEST(Answer, TakesAResultThatIsSentInline) {
  for (const char* spelled : {"data:video/mp4;base64,AAAA", "DATA:Video/MP4;BASE64,AAAA"}) {
    EXPECT_EQ(first_of(read_answer(std::string(R"({"output":")") + spelled + "\"}")), "data:video/mp4;base64,AAAA");
  }
}

TEST(Answer, KnowsAJobThatWasQueued) {
  EXPECT_TRUE(read_answer(R"({"request_id":"r-1","status":"QUEUED","status_url":"https://a.example/s"})").is_queued);
  EXPECT_TRUE(read_answer(R"({"request_id":"r-1","status":"processing"})").is_queued);
  for (const char* body : {R"({"request_id":"r-1","status":"COMPLETED"})", R"({"request_id":"r-1","status":"FAILED"})",
                           R"({"status":"QUEUED"})", R"({"request_id":"../x","status":"QUEUED"})",
                           R"({"request_id":"r-1","status":"QUEUED","output":"https://a.example/v.mp4"})"}) {
    EXPECT_FALSE(read_answer(body).is_queued) << body;
  }
}

TEST(Answer, TakesOnlyHttpAddressesThatAreWhole) {
  for (const char* value :
       {R"("ftp://example.com/a.mp4")", R"("file:///etc/passwd")", R"("data:nothing")", R"("/files/a.mp4")",
        R"("https://")", R"("https:/x")", R"("https://exa mple.com/")", R"("https://example.com/\u0000.evil.org")",
        R"("https://example.com/\r\nx-api-key: 1")", "17", "true", "{}", "[]", "null", R"([null,{"url":null}])"}) {
    EXPECT_TRUE(read_answer("{\"output\":"s + value + "}").addresses.empty()) << value;
  }
  EXPECT_TRUE(read_answer("{\"output\":\"https://example.com/" + std::string(10000, 'a') + "\"}").addresses.empty());
  EXPECT_EQ(first_of(read_answer(R"({"output":"HTTPS://EXAMPLE.COM/A"})")), "HTTPS://EXAMPLE.COM/A");
}

TEST(Answer, TellsTheErrorThatCameUnderASuccess) {
  EXPECT_EQ(read_answer(R"({"error":"NSFW prompt","request_id":"r-1"})").error, "NSFW prompt");
  EXPECT_EQ(read_answer(R"({"error":"NSFW prompt","request_id":"r-1"})").request_id, "r-1");
  EXPECT_EQ(read_answer(R"({"error":{"message":"NSFW"}})").error, "NSFW");
  EXPECT_EQ(read_answer(R"({"error":{"code":5}})").error, R"({"code":5})");
  EXPECT_EQ(read_answer(R"({"error":5})").error, "5");
  EXPECT_EQ(read_answer(R"({"message":"try later"})").error, "try later");
  for (const char* none : {"null", "\"\"", "{}", "[]", "false"}) {
    EXPECT_FALSE(read_answer("{\"error\":"s + none + ",\"output\":\"https://a.example/v\"}").error) << none;
    EXPECT_FALSE(read_answer("{\"error\":"s + none + "}").error) << none;
  }
  const JsonAnswer both = read_answer(R"({"error":"partial","output":"https://a.example/v"})");
  EXPECT_EQ(both.error, "partial");
  EXPECT_EQ(first_of(both), "https://a.example/v");
}

TEST(Answer, SaysWhenItIsNotJson) {
  for (const std::string& body :
       {""s, "{"s, "{\"output\":\"https://a.example/v"s, "{\"output\":\"https://a.example/v\"} tail"s, "{'output':1}"s,
        "[1,2"s, std::string(1 << 20, '['), std::string(65, '[') + std::string(65, ']'),
        "{\"a\":\"" + std::string(limits::max_clip_answer_bytes, 'a') + "\"}"}) {
    const JsonAnswer answer = read_answer(body);
    EXPECT_TRUE(answer.addresses.empty()) << body.substr(0, 100);
    ASSERT_TRUE(answer.error) << body.substr(0, 100);
    EXPECT_NE(answer.error->find("not valid JSON"), std::string::npos);
  }
}

TEST(Answer, OfRepeatedKeysTakesTheLast) {
  EXPECT_EQ(first_of(read_answer(R"({"output":"https://a.example/1","output":"https://a.example/2"})")),
            "https://a.example/2");
}

TEST(Answer, BearsSixtyFourLevelsAndBracketsWithinTexts) {
  EXPECT_FALSE(read_answer(std::string(64, '[') + std::string(64, ']')).error);
  EXPECT_EQ(read_answer("{\"a\":\"" + std::string(1000, '[') + "\\\"{{{\",\"output\":\"https://a.example/v\"}")
                .addresses.front()
                .text,
            "https://a.example/v");
}

TEST(Receipt, ReadsEveryHeader) {
  const Receipt receipt = receipt_from({{"x-request-id", "r-1"},
                                        {"x-cost", "0.625"},
                                        {"x-remaining-credits", "-1.5"},
                                        {"x-generation-time", "329.4"},
                                        {"x-seed-value", "2147483647"}});
  EXPECT_EQ(receipt.request_id, "r-1");
  EXPECT_EQ(receipt.cost, 0.625);
  EXPECT_EQ(receipt.remaining_credits, -1.5);
  EXPECT_EQ(receipt.seed, 2147483647);
  EXPECT_DOUBLE_EQ(receipt.generation_time->count(), 329.4);
  EXPECT_EQ(receipt_from({{"x-cost", "$0.9375"}}).cost, 0.9375);
  EXPECT_DOUBLE_EQ(receipt_from({{"x-generation-time", "12.5s"}}).generation_time->count(), 12.5);
}

TEST(Receipt, LeavesOutWhatIsMissingOrMakesNoSense) {
  const Receipt empty = receipt_from({});
  EXPECT_FALSE(empty.request_id || empty.cost || empty.remaining_credits || empty.seed || empty.generation_time);
  for (const char* nonsense : {"", "nan", "inf", "-inf", "1e999", "free", "0x1p3", "1,5", "$", "s", "$s"}) {
    const Receipt receipt = receipt_from({{"x-cost", nonsense},
                                          {"x-remaining-credits", nonsense},
                                          {"x-generation-time", nonsense},
                                          {"x-seed-value", nonsense}});
    EXPECT_FALSE(receipt.cost || receipt.remaining_credits || receipt.seed || receipt.generation_time) << nonsense;
  }
  EXPECT_FALSE(receipt_from({{"x-cost", "-1"}}).cost);
  EXPECT_FALSE(receipt_from({{"x-generation-time", "-1"}}).generation_time);
  EXPECT_FALSE(receipt_from({{"x-request-id", "  "}}).request_id);
}

TEST(Credits, AreReadAsNumbersOrTexts) {
  EXPECT_EQ(read_credits(R"({"credits":0.0,"free-credits":0.0184})")->credits, 0.0);
  EXPECT_EQ(read_credits(R"({"credits":0.0,"free-credits":0.0184})")->free_credits, 0.0184);
  EXPECT_EQ(read_credits(R"({"credits":"7.5"})")->credits, 7.5);
  EXPECT_FALSE(read_credits(R"({"credits":"7.5"})")->free_credits);
  EXPECT_EQ(read_credits(R"({"free_credits":-2})")->free_credits, -2);
  for (const char* body :
       {"", "{}", "[]", "17", R"({"credits":null})", R"({"credits":"many"})", R"({"credits":NaN})", "{\"credits\":1"}) {
    EXPECT_FALSE(read_credits(body)) << body;
  }
}

TEST(Upload, GivesTheAddressesInTheirOrder) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(read_upload(R"({"file_urls":["a","b"],"urls":["c"]})"), (Texts{"a", "b"}));
  EXPECT_EQ(read_upload(R"({"file_urls":[],"urls":["c","d"]})"), (Texts{"c", "d"}));
  EXPECT_EQ(read_upload(R"({"urls":"c"})"), (Texts{"c"}));
  EXPECT_EQ(read_upload(R"({"url":"d"})"), (Texts{"d"}));
  for (const char* body : {"", "{}", "[]", "[\"a\"]", R"({"file_urls":["a",null]})", R"({"file_urls":["a",7]})",
                           R"({"url":""})", R"({"urls":{"0":"a"}})", "{\"url\":\"a"}) {
    EXPECT_EQ(read_upload(body), Texts{}) << body;
  }
}

}  // namespace
}  // namespace segmind::api
