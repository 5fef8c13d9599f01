#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "api/endpoints.hpp"
#include "api/headers.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

using namespace segmind::text;  // NOLINT: what is tested

using namespace std::string_literals;

TEST(Utf8, AcceptsEveryLengthOfSequenceUpToTheLastCodePoint) {
  for (const char* text :
       {"", "plain", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
        "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "a\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80z"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  EXPECT_TRUE(is_utf8("\0"s));
}

TEST(Utf8, RefusesOverlongFormsSurrogatesLargeValuesAndCutSequences) {
  for (const char* text : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2 ", "\xE0\x80\x80", "\xE0\x9F\xBF",
                           "\xED\xA0\x80", "\xED\xBF\xBF", "\xE2\x82", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xF8\x88\x80\x80\x80", "\xFE", "\xFF", "ok\xC3"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
  }
}

TEST(Utf8, AgreesWithTheDefinitionForEverySequenceOfTwoBytes) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const bool both_ascii = first < 0x80 && second < 0x80;
      const bool one_sequence = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
      ASSERT_EQ(is_utf8(text), both_ascii || one_sequence) << first << " " << second;
    }
  }
}

TEST(Utf8, CountsCodePointsAndTakesABrokenByteForOne) {
  EXPECT_EQ(count_code_points("a\xC3\xBC\xF0\x9F\x98\x80"), 3u);
  EXPECT_EQ(count_code_points("\xFF\xFFz"), 3u);
}

TEST(Utf8, KnowsWhiteSpaceBeyondAsciiAsBlank) {
  for (const char* text : {"", " \t\r\n\v\f", "\xC2\xA0", "\xE2\x80\x83", "\xE3\x80\x80", "\xE2\x80\x8B",
                           "\xEF\xBB\xBF", "\xC2\x85 \xE2\x80\xA8\xE2\x80\xA9", "\x01\x7F"}) {
    EXPECT_TRUE(is_blank(text)) << text;
  }
  for (const char* text : {".", " a ", "\xE3\x80\x80\xE3\x81\x82", "\xFF"}) EXPECT_FALSE(is_blank(text)) << text;
}

TEST(Excerpt, LeavesAShortTextAsItIs) {
  EXPECT_EQ(excerpt("Gr\xC3\xBC\xC3\x9F"
                    "e",
                    20),
            "Gr\xC3\xBC\xC3\x9F"
            "e");
  EXPECT_EQ(excerpt("exact", 5), "exact");
  EXPECT_EQ(excerpt("", 5), "");
}

TEST(Excerpt, ShortensBetweenCodePointsAndSaysSo) {
  EXPECT_EQ(excerpt("abcdefgh", 6), "abc...");
  EXPECT_EQ(excerpt("ab\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC", 8), "ab\xE2\x82\xAC...");
  EXPECT_EQ(excerpt("\xE2\x82\xAC\xE2\x82\xAC", 5), "...");
}

TEST(Excerpt, NeverExceedsItsLimitAndNeverCutsACodePoint) {
  const std::string text = "a\xC3\xBC \xE2\x82\xAC\x1B[31m\xF0\x9F\x98\x80\xFF\n\n  tail of the text";
  for (std::size_t limit = 0; limit <= text.size() + 10; ++limit) {
    const std::string line = excerpt(text, limit);
    EXPECT_LE(line.size(), limit);
    EXPECT_TRUE(is_utf8(line)) << limit;
  }
}

TEST(Excerpt, DisarmsWhatATerminalWouldObey) {
  const std::string hostile =
      "\x1B]0;title\x07"
      "red\x1B[31m\b\x7F\xC2\x9B"
      "x\xE2\x80\xAE"
      "flip\0end"s;
  const std::string line = excerpt(hostile, 500);
  for (const char c : line) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  EXPECT_EQ(line.find("\xC2\x9B"), std::string::npos);
  EXPECT_EQ(line.find("\xE2\x80\xAE"), std::string::npos);
  EXPECT_NE(line.find("red"), std::string::npos);
  EXPECT_NE(line.find("end"), std::string::npos);
}

TEST(Excerpt, PutsEverythingOnOneLine) {
  EXPECT_EQ(excerpt("\r\n  first\r\n\tsecond \xE2\x80\xA8third\n", 100), "first second third");
}

TEST(Number, ReadsDecimalsInTheFormsThatServersWrite) {
  EXPECT_DOUBLE_EQ(parse_decimal("0.625").value(), 0.625);
  EXPECT_DOUBLE_EQ(parse_decimal(" -12.5 ").value(), -12.5);
  EXPECT_DOUBLE_EQ(parse_decimal("1.5e3").value(), 1500);
  EXPECT_DOUBLE_EQ(parse_decimal("25E-2").value(), 0.25);
  EXPECT_DOUBLE_EQ(parse_decimal("007").value(), 7);
  EXPECT_DOUBLE_EQ(parse_decimal(".5").value(), 0.5);
  EXPECT_DOUBLE_EQ(parse_decimal("5.").value(), 5);
  EXPECT_DOUBLE_EQ(parse_decimal("+3").value(), 3);
  EXPECT_DOUBLE_EQ(parse_decimal("0.1").value(), 0.1);
  EXPECT_DOUBLE_EQ(parse_decimal("123456789012345678901234567890").value(), 123456789012345678901234567890.0);
  EXPECT_DOUBLE_EQ(parse_decimal("0." + std::string(400, '0') + "1").value(), 0);
  EXPECT_TRUE(std::signbit(parse_decimal("-0").value()));
}

TEST(Number, RefusesWhatIsNoFiniteDecimal) {
  for (const char* text : {"",
                           " ",
                           "-",
                           ".",
                           "nan",
                           "NaN",
                           "inf",
                           "-Infinity",
                           "1e999",
                           "1e",
                           "e5",
                           "1.2.3",
                           "1,5",
                           "0x10",
                           "12 34",
                           "five",
                           "--1",
                           "+-1",
                           "1e99999999999999999999",
                           "1e 5",
                           "1e5 5",
                           "1 e5",
                           "1e\t5",
                           "1e +5",
                           "1e+ 5",
                           "1e+-5",
                           "1e--5",
                           "1e1.5",
                           "1e5e5",
                           "+ 1",
                           "- 1",
                           "1 .5",
                           "1. 5",
                           "1_000",
                           "1'000",
                           ".e1",
                           "+",
                           "+.",
                           "0x1p3",
                           "1f",
                           "\xEF\xBC\x91"}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
  EXPECT_FALSE(parse_decimal(std::string(5000, '9')));
  EXPECT_FALSE(parse_decimal("1\0"s));
}

TEST(Number, WritesDecimalsForPeople) {
  EXPECT_EQ(decimal_text(1.25, 4, 2), "1.25");
  EXPECT_EQ(decimal_text(0.5, 4, 2), "0.50");
  EXPECT_EQ(decimal_text(0.12345, 4, 2), "0.1235");
  EXPECT_EQ(decimal_text(0.00004, 4, 2), "0.00");
  EXPECT_EQ(decimal_text(-0.00004, 4), "0");
  EXPECT_EQ(decimal_text(-1.5, 3), "-1.5");
  EXPECT_EQ(decimal_text(2, 3), "2");
  EXPECT_EQ(decimal_text(100, 0), "100");
  EXPECT_EQ(decimal_text(9.999, 2), "10");
  EXPECT_EQ(decimal_text(2.0015, 3, 3), "2.002");
  EXPECT_EQ(decimal_text(1e300, 4), "1e+300");
  EXPECT_EQ(decimal_text(-1e300, 4), "-1e+300");
  EXPECT_EQ(decimal_text(std::numeric_limits<double>::infinity(), 4), "inf");
  EXPECT_EQ(decimal_text(std::numeric_limits<double>::quiet_NaN(), 4), "nan");
}

TEST(Number, ReadsWholeNumbersThatFit) {
  EXPECT_EQ(parse_integer("42"), 42);
  EXPECT_EQ(parse_integer(" -7 "), -7);
  EXPECT_EQ(parse_integer("+7"), 7);
  EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
  for (const char* text : {"", "4.0", "9223372036854775808", "1e3", "0x1", "seven", "+-7", "+"}) {
    EXPECT_FALSE(parse_integer(text)) << text;
  }
}

TEST(Headers, FindsTheFirstOfAName) {
  const Headers headers{{"x-cost", " 0.5\t"}, {"x-request-id", "first"}, {"x-request-id", "second"}};
  EXPECT_EQ(find(headers, "x-request-id"), "first");
  EXPECT_EQ(find(headers, "x-cost"), "0.5");
  EXPECT_EQ(find(headers, "x-absent"), "");
}

TEST(Endpoints, AreThoseOfTheContract) {
  EXPECT_EQ(generate_path("wan2.7-r2v"), "/v1/wan2.7-r2v");
  EXPECT_EQ(submit_path("wan2.7-r2v"), "/v2/wan2.7-r2v");
  EXPECT_EQ(credits_path, "/v1/get-user-credits");
  EXPECT_EQ(upload_path, "/upload-asset");
  EXPECT_EQ(status_path("0123-ab"), "/v2/requests/0123-ab/status");
  EXPECT_EQ(result_path("0123-ab"), "/v2/requests/0123-ab");
}

TEST(Endpoints, KeepAnIdFromLeadingElsewhere) {
  EXPECT_EQ(result_path("../../v1/x?a=b#c"), "/v2/requests/..%2F..%2Fv1%2Fx%3Fa%3Db%23c");
  EXPECT_EQ(result_path(".."), "/v2/requests/%2E%2E");
  EXPECT_EQ(result_path("a b%\r\n"), "/v2/requests/a%20b%25%0D%0A");
}

TEST(Endpoints, TellPlausibleIdsFromOthers) {
  for (const char* id : {"0123456789abcdef0123456789ABCDEF", "3f2b8a9e-1d2c-4b5a-8f7e-6d5c4b3a2f1e", "a.b_c-d", "7",
                         "job:17", "gen/17", "c2VnbWluZA=="}) {
    EXPECT_TRUE(is_plausible_id(id)) << id;
  }
  for (const char* id : {"", " ", "a b", "..", ".", "\xC3\xBC", "a\n"}) {
    EXPECT_FALSE(is_plausible_id(id)) << id;
  }
  EXPECT_TRUE(is_plausible_id(std::string(200, 'a')));
  EXPECT_FALSE(is_plausible_id(std::string(201, 'a')));
  EXPECT_FALSE(is_plausible_id("a\0b"s));
}

}  // namespace
}  // namespace segmind::api
