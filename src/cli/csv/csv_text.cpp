#include "cli/csv/csv_text.hpp"

#include <algorithm>
#include <utility>

namespace segmind::cli {
namespace {

/// Reads a table from its beginning to its end.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool is_done() const noexcept { return at_ == text_.size(); }

  CsvRow row() {
    CsvRow row;
    row.line = line_;
    row.cells.push_back(cell(row.problem));
    while (is_at(separator_)) {
      ++at_;
      row.cells.push_back(cell(row.problem));
    }
    if (!is_done()) end_line();
    return row;
  }

 private:
  bool is_at(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
  bool is_at_line_end() const noexcept { return is_at('\n') || (is_at('\r') && text_.substr(at_, 2) != "\r\n"); }

  void end_line() {
    ++line_;
    at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
  }

  std::string cell(std::string& problem) {
    const bool is_quoted = is_at('"');
    std::string content = is_quoted ? quoted(problem) : "";
    const std::size_t end = std::min(text_.find_first_of(ends_, at_), text_.size());
    const std::string_view plain = text_.substr(at_, end - at_);
    at_ = end;
    if (is_quoted && !plain.empty())
      problem = "has more behind a closing quote; a quote inside quotes is written twice";
    if (!is_quoted && plain.find('"') != std::string_view::npos) {
      problem = "has a quote inside a cell without quotes; put the cell in quotes, and write the quote inside twice";
    }
    return content.append(plain);
  }

  std::string quoted(std::string& problem) {
    std::string content;
    for (++at_; !is_done(); ++at_) {
      if (is_at('"') && text_.substr(at_, 2) != "\"\"") return ++at_, content;
      if (is_at('"')) ++at_;
      if (is_at_line_end()) ++line_;
      content += text_[at_];
    }
    problem = "begins a quote that nothing closes";
    return content;
  }

  const std::string_view text_;
  const char separator_;
  const std::string ends_{separator_, '\r', '\n'};
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

bool is_empty(const CsvRow& row) {
  return row.problem.empty() &&
         std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); });
}

std::string quoted_where_needed(const std::string& cell) {
  if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

}  // namespace

char separator_of(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of("\r\n"), text.size());
  const std::size_t at = text.find_first_of(",;\t\r\n", begin);
  const bool is_line_end = at == std::string_view::npos || text[at] == '\r' || text[at] == '\n';
  return is_line_end ? ',' : text[at];
}

std::vector<CsvRow> read_csv(std::string_view text, char separator) {
  std::vector<CsvRow> rows;
  for (CsvReader reader(text, separator); !reader.is_done();) {
    CsvRow row = reader.row();
    if (!is_empty(row)) rows.push_back(std::move(row));
  }
  return rows;
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) row += ',' + quoted_where_needed(cell);
  return row.substr(row.empty() ? 0 : 1) + "\r\n";
}

std::string without_formula(std::string text) {
  const bool may_run = !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  return may_run ? '\'' + std::move(text) : text;
}

}  // namespace segmind::cli
