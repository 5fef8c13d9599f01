#include "cli/csv/csv_text.hpp"

#include <gtest/gtest.h>

namespace {

using namespace segmind::cli;
using Cells = std::vector<std::string>;

/// All cells of all rows.
std::vector<Cells> cells_of(std::string_view text) {
  std::vector<Cells> all;
  for (const CsvRow& row : read_csv(text, ',')) {
    EXPECT_EQ(row.problem, "") << row.line;
    all.push_back(row.cells);
  }
  return all;
}

TEST(Csv, ReadsWhatRfc4180Describes) {
  EXPECT_EQ(cells_of("a,b\r\nc,d\r\n"), (std::vector<Cells>{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(cells_of("a,b\nc,d"), (std::vector<Cells>{{"a", "b"}, {"c", "d"}}));
  EXPECT_EQ(cells_of("a\rb\r"), (std::vector<Cells>{{"a"}, {"b"}}));
  EXPECT_EQ(cells_of("\"a\",\"b,\r\nc\",\"d\"\"e\"\r\n"), (std::vector<Cells>{{"a", "b,\r\nc", "d\"e"}}));
  EXPECT_EQ(cells_of(",\"\"\"\",\n"), (std::vector<Cells>{{"", "\"", ""}}));
  EXPECT_EQ(cells_of(" a , b "), (std::vector<Cells>{{" a ", " b "}}));
  EXPECT_EQ(cells_of("\n,,\n\"\",\"\"\r\na\n"), (std::vector<Cells>{{"a"}}));
  EXPECT_TRUE(cells_of("").empty());
}

TEST(Csv, TellsTheLineWhereARowBegins) {
  const auto rows = read_csv("a\r\n\"b\r\n\nc\rd\"\r\n\ne\n", ',');
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].line, 2u);
  EXPECT_EQ(rows[2].line, 7u);
}

TEST(Csv, GuessesNothingFromQuotesThatDoNotFit) {
  for (const char* text : {"a\"b", "\"a\"b", "\"\"a", "\"a\" ", " \"a\"", "\"a", "\"", "\"a\"\"", "x,\"a\"\"\nb"}) {
    const auto rows = read_csv(text, ',');
    ASSERT_EQ(rows.size(), 1u) << text;
    EXPECT_NE(rows.front().problem, "") << text;
  }
}

TEST(Csv, FindsWhatSeparatesTheCells) {
  EXPECT_EQ(separator_of("a;b\nc,d"), ';');
  EXPECT_EQ(separator_of("\r\na\tb,c"), '\t');
  EXPECT_EQ(separator_of("a\nb;c"), ',');
  EXPECT_EQ(separator_of(""), ',');
  EXPECT_EQ(read_csv("a;b,c\n", ';').front().cells, (Cells{"a", "b,c"}));
}

TEST(Csv, ReadsWhatItWrites) {
  const Cells cells{"", "plain", "a,b", "a;b", "a\tb", "say \"hi\"", "two\nlines", "\r\n", "größe", " blank "};
  EXPECT_EQ(cells_of(csv_row(cells)), std::vector<Cells>{cells});
  EXPECT_EQ(csv_row({"a", "b\"c"}), "a,\"b\"\"c\"\r\n");
}

TEST(Csv, LetsNoSpreadsheetRunAText) {
  for (const std::string text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) {
    EXPECT_EQ(without_formula(text), '\'' + text);
  }
  for (const std::string text : {"", "a=1", "1-1", "'=1", "größe"}) EXPECT_EQ(without_formula(text), text);
}

}  // namespace
