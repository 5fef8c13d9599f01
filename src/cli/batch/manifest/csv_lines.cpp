#include <cstddef>
#include <map>
#include <optional>
#include <utility>

#include "cli/batch/manifest/fields.hpp"
#include "cli/batch/manifest/line.hpp"
#include "cli/csv/csv_text.hpp"
#include "cli/flag_values.hpp"

namespace segmind::cli {
namespace {

using nlohmann::json;

/// What the cells of a column are.
struct Column {
  std::string title;       ///< In the header row.
  std::string field;       ///< By our name; empty where there is none.
  std::size_t number = 0;  ///< Of a reference, from 1; 0 of everything else.
};

bool is_list(const std::string& field) { return field == "images" || field == "videos"; }

Column column_of(const std::string& title) {
  if (is_list(our_name(title))) return {title, our_name(title), 1};
  const std::size_t mark = title.rfind('_');
  const std::string field = our_name(title.substr(0, mark));
  const auto number = whole_number(mark == std::string::npos ? "" : title.substr(mark + 1));
  if (is_list(field) && number && *number > 0) return {title, field, static_cast<std::size_t>(*number)};
  return {title, is_field(our_name(title)) ? our_name(title) : "", 0};
}

/// The columns, and what is wrong with them. None where each row would lack what it needs.
std::vector<Column> columns_of(const CsvRow& header, std::vector<std::string>& problems) {
  std::vector<Column> columns;
  if (!header.problem.empty()) problems.push_back(header.problem);
  std::map<std::pair<std::string, std::size_t>, std::string> titles;
  for (const std::string& title : header.cells) {
    columns.push_back(column_of(title));
    const Column& column = columns.back();
    if (column.field.empty() && !title.empty()) problems.push_back(no_field(title));
    if (column.field.empty()) continue;
    const auto [same, is_new] = titles.emplace(std::pair(column.field, column.number), title);
    if (!is_new) problems.push_back('"' + title + "\" and \"" + same->second + "\" are one field; give one of them");
  }
  bool is_usable = header.problem.empty();
  for (const char* const needed : {"prompt", "output"}) {
    if (titles.count({needed, 0}) > 0) continue;
    problems.push_back(std::string("the header row has no column ") + needed);
    is_usable = false;
  }
  return is_usable ? columns : std::vector<Column>();
}

/// As json_lines has it: a number is none in quotes, and null is a random seed.
std::optional<json> value_of(const std::string& field, const std::string& cell) {
  if (field != "duration" && field != "seed" && field != "takes") return cell;
  if (field == "seed" && cell == "random") return json();
  if (cell.find_first_not_of("0123456789+-.eE ") != std::string::npos) return std::nullopt;
  json number = json::parse(cell, nullptr, false);
  return number.is_number() ? std::optional(std::move(number)) : std::nullopt;
}

/// A row of the table, as its columns say.
class RowReader {
 public:
  explicit RowReader(ManifestLine& line) : line_(line) { line_.value = json::object(); }

  void take(const Column& column, const std::string& cell) {
    if (cell.empty()) return;
    if (cell.find('\0') != std::string::npos) return complain(column.title + ": holds a NUL");
    if (column.title.empty()) return complain('"' + cell + "\" stands in a column without a name");
    if (column.field.empty()) return;
    if (column.number > 0) {
      references_[column.field].emplace(column.number, cell);
    } else if (const auto value = value_of(column.field, cell)) {
      line_.value[column.field] = *value;
    } else {
      const char* what =
          column.field == "seed" ? "must be a whole number, or the word random" : "must be a whole number";
      complain(column.field + " \"" + cell + "\": " + what);
    }
  }

  /// What the prompt calls Image2 must not be the reference of images_3.
  void end() {
    for (const auto& [field, cells] : references_) {
      json list = json::array();
      for (const auto& [number, cell] : cells) {
        list.push_back(cell);
        if (number == list.size()) continue;
        complain(item_name(ManifestFormat::csv, field, number - 1) + " is given, and " +
                 item_name(ManifestFormat::csv, field, list.size() - 1) + " is not");
        break;
      }
      line_.value[field] = std::move(list);
    }
  }

 private:
  void complain(std::string problem) { line_.problems.push_back(std::move(problem)); }

  ManifestLine& line_;
  std::map<std::string, std::map<std::size_t, std::string>> references_;
};

ManifestLine read_row(const CsvRow& row, const std::vector<Column>& columns) {
  ManifestLine line;
  line.number = row.line;
  if (!row.problem.empty()) {
    line.problems = {row.problem};
  } else if (row.cells.size() != columns.size()) {
    line.problems = {"has " + std::to_string(row.cells.size()) + " cells, and the header row has " +
                     std::to_string(columns.size()) + "; a text that holds a separator stands in quotes"};
  } else {
    RowReader reader(line);
    for (std::size_t i = 0; i < columns.size(); ++i) reader.take(columns[i], row.cells[i]);
    reader.end();
  }
  return line;
}

}  // namespace

std::vector<ManifestLine> read_csv_lines(std::string_view text) {
  const std::vector<CsvRow> rows = read_csv(text, separator_of(text));
  if (rows.empty()) return {};
  std::vector<ManifestLine> lines(1);  // the header row, which makes no clip
  lines.front().number = rows.front().line;
  const std::vector<Column> columns = columns_of(rows.front(), lines.front().problems);
  if (columns.empty()) return lines;
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) lines.push_back(read_row(*row, columns));
  return lines;
}

}  // namespace segmind::cli
