#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace segmind::cli {

/// A row of a table in RFC 4180's form.
struct CsvRow {
  std::size_t line = 1;  ///< Where it begins: a cell in quotes may hold line ends.
  std::vector<std::string> cells;
  std::string problem;  ///< Why its cells are not known; empty when all is well.
};

/// What separates the cells of a table whose first row holds names alone: the first comma, semicolon or tab in it, as
/// spreadsheets choose them by country.
char separator_of(std::string_view text);

/// All rows but empty ones. A line ends with CRLF, LF or CR.
std::vector<CsvRow> read_csv(std::string_view text, char separator);

/// A row for read_csv(), or anybody else's reader; ends with CRLF, as RFC 4180 has it.
std::string csv_row(const std::vector<std::string>& cells);

/// A text from elsewhere, so that no spreadsheet runs it as a formula: with ' in front of =, +, -, @, a tab or a line
/// end at its beginning.
std::string without_formula(std::string text);

}  // namespace segmind::cli
