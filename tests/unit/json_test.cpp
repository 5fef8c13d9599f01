#include "text/json.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "../temporary_folder.hpp"

namespace segmind::text {
namespace {

using namespace std::string_literals;

// The text as it is written again; "none" when it is no JSON.
std::string again(std::string_view body) {
  const Document document = parse_json(body);
  return document ? to_text(*document) : "none";
}

TEST(Json, IsReadAndWrittenAgain) {
  for (const char* text :
       {"null", "true", "false", "0", "-7", "9223372036854775807", "-9223372036854775808", "18446744073709551615",
        "0.625", "-12.5", "\"\"", "\"Gr\xC3\xBC\xC3\x9F\xE2\x82\xAC\xF0\x9F\x98\x80\"",
        R"("\"\\\b\f\n\r\t\u0000\u001f")", "[]", "{}", R"([1,[2,[]],{"a":{}}])", R"({"a":[true,null],"b":"c"})"}) {
    EXPECT_EQ(again(text), text);
  }
  EXPECT_EQ(again(" \r\n\t{ \"a\" : [ 1 , 2 ] } \n"), R"({"a":[1,2]})");
  EXPECT_EQ(again(R"("\/\u0041\u00fc\u20ac\ud83d\ude00")"), "\"/A\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80\"");
  EXPECT_EQ(again("[-0,0.0,1e2,1E+2,25e-2]"), "[0,0,100,100,0.25]");
  EXPECT_EQ(again(R"({"a":[1,[2]],"a":{"b":[3]},"a":4})"), R"({"a":4})");
}

TEST(Json, ANumberThatIsWrittenAgainHasTheSameValue) {
  for (const double number : {1e-7, -2.5e-9, 1.0 / 3, 0.1234567, 123456.7654321, 1.5e22, 123456789012345678901.0, 1e300,
                              9.7e307, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308}) {
    const Document read = parse_json(to_text(Json(number)));
    ASSERT_TRUE(read) << number;
    EXPECT_EQ(read->get<double>(), number) << to_text(Json(number));
  }
}

TEST(Json, AcceptsWhatServersWriteThoughJsonForbidsIt) {
  EXPECT_EQ(again("\xEF\xBB\xBF[1]"), "[1]");
  EXPECT_EQ(again("[NaN,Infinity,-Infinity,1e999,-1e999]"), "[null,null,null,null,null]");
  EXPECT_EQ(again("[" + std::string(400, '9') + "]"), "[null]");
  EXPECT_EQ(again("\"\xFF\xC3\""), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(again(R"("\ud800 \udc00\ud800\u0041")"),
            "\"\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD"
            "A\"");
  EXPECT_EQ(parse_json("18446744073709551616")->get<double>(), 18446744073709551616.0);
}

TEST(Json, RefusesEverythingElse) {
  for (const std::string& text : {""s,
                                  " "s,
                                  "{"s,
                                  "}"s,
                                  "["s,
                                  "]"s,
                                  "[1"s,
                                  "[1,]"s,
                                  "[,1]"s,
                                  "[1 2]"s,
                                  "{\"a\"}"s,
                                  "{\"a\":}"s,
                                  "{\"a\":1,}"s,
                                  "{a:1}"s,
                                  "{1:2}"s,
                                  "{\"a\" 1}"s,
                                  "'a'"s,
                                  "\"a"s,
                                  "\"\\\""s,
                                  "\"\\x\""s,
                                  "\"\\u12\""s,
                                  "\"\\u12g4\""s,
                                  "\"\\u+123\""s,
                                  "\"\\u-123\""s,
                                  "\"a\nb\""s,
                                  "\"a\0b\""s,
                                  "01"s,
                                  "-"s,
                                  "-01"s,
                                  "+1"s,
                                  ".5"s,
                                  "5."s,
                                  "1.e5"s,
                                  "1e"s,
                                  "1e+"s,
                                  "e5"s,
                                  "1e 5"s,
                                  "0x10"s,
                                  "1_000"s,
                                  "1,5"s,
                                  "- 1"s,
                                  "--1"s,
                                  "-Inf"s,
                                  "nan"s,
                                  "True"s,
                                  "nul"s,
                                  "nulll"s,
                                  "[1]]"s,
                                  "1 2"s,
                                  "{}x"s,
                                  "// a\n1"s,
                                  "\xEF\xBB\xBF"s,
                                  "\xEF\xBB\xBF\xEF\xBB\xBF[1]"s}) {
    EXPECT_EQ(again(text), "none") << text;
  }
}

TEST(Json, EndsWithTheTextNotWithANul) {
  EXPECT_EQ(again("{\"output\":\"https://a/b\"}\0garbage"s), "none");
  EXPECT_EQ(again("{}\0"s), "none");
  EXPECT_EQ(again("\0{}"s), "none");
  EXPECT_EQ(again("[1,\0 2]"s), "none");
}

TEST(Json, IsAtMostSixtyFourLevelsDeep) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(again(nested(64)), nested(64));
  EXPECT_EQ(again(nested(65)), "none");
  EXPECT_EQ(again(std::string(1 << 20, '[')), "none");
  EXPECT_EQ(again("[" + nested(63) + "," + nested(63) + "]"), "[" + nested(63) + "," + nested(63) + "]");
}

#if defined(_WIN32)

TEST(Json, ReadsAndWritesTheSameNumbersWhileAnotherThreadChangesTheLocale) {
  GTEST_SKIP() << "a locale of one's own cannot be had here";
}

#else

// Makes a locale that writes 0,625, and needs no sources of locales for it. False where localedef is missing.
bool make_comma_locale(const testing::TemporaryFolder& folder) {
  std::ofstream(folder.file("numbers")) << "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \"\"\ngrouping -1\n"
                                           "END LC_NUMERIC\n";
  std::ofstream characters(folder.file("ascii"));
  characters << "CHARMAP\n";
  for (int c = 1; c < 128; ++c) {
    char line[32];
    std::snprintf(line, sizeof line, "<U%04X> \\x%02x\n", static_cast<unsigned>(c), static_cast<unsigned>(c));
    characters << line;
  }
  characters << "END CHARMAP\n" << std::flush;
  if (std::system("command -v localedef >/dev/null") != 0) return false;
  const std::string make = "cd '" + folder.path().string() + "' && localedef -c -i ./numbers -f ./ascii ./comma";
  // It misses all that has nothing to do with numbers.
  [[maybe_unused]] const int warned = std::system((make + " >/dev/null 2>&1").c_str());
  return true;
}

TEST(Json, ReadsAndWritesTheSameNumbersWhileAnotherThreadChangesTheLocale) {
  const testing::TemporaryFolder folder;
  const char* name = "de_DE.UTF-8";
  if (std::setlocale(LC_NUMERIC, name) == nullptr) {
    if (!make_comma_locale(folder)) GTEST_SKIP() << "localedef is missing";
    ::setenv("LOCPATH", folder.path().c_str(), 1);
    name = "comma";
    ASSERT_NE(std::setlocale(LC_NUMERIC, name), nullptr);
  }
  ASSERT_STREQ(std::localeconv()->decimal_point, ",");
  std::atomic<bool> stop{false};
  std::thread other([&] {
    while (!stop) {
      std::setlocale(LC_NUMERIC, name);
      std::setlocale(LC_NUMERIC, "C");
    }
  });
  int wrong = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Document answer = parse_json(R"({"metrics":{"cost":0.625,"text":"12.5"}})");
    const Json* metrics = member(*answer, "metrics");
    if (decimal_of(member(*metrics, "cost")) != 0.625) ++wrong;
    if (decimal_of(member(*metrics, "text")) != 12.5) ++wrong;
    if (to_text(*metrics) != R"({"cost":0.625,"text":"12.5"})") ++wrong;
  }
  stop = true;
  other.join();
  std::setlocale(LC_NUMERIC, "C");
  EXPECT_EQ(wrong, 0);
}

#endif

// A value of two letters takes many times as much memory; a string takes its own size.
TEST(Json, OfALargerTextReadsLongStringsAndNoMoreValues) {
  constexpr std::size_t most = 8 * max_json_bytes;
  const std::string film = "[\"" + std::string(2 * max_json_bytes, 'A') + "\\u0041\"]";
  EXPECT_FALSE(parse_json(film));
  const Document read = parse_json(film, most);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at(0).get_ref<const std::string&>(), std::string(2 * max_json_bytes + 1, 'A'));
  std::string many = "[0";
  while (many.size() < 2 * max_json_bytes) many += ",0";
  EXPECT_FALSE(parse_json(many + ']', most));
}

}  // namespace
}  // namespace segmind::text
