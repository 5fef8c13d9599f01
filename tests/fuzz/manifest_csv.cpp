// Manifests of `segmind batch` in CSV, and tables of it that spreadsheets read.

#include "cli/csv/csv_text.hpp"
#include "manifest.hpp"

namespace segmind::fuzz {

FUZZ(manifest_csv, input) {
  make_requests(cli::read_csv_lines(input), cli::ManifestFormat::csv);
  std::vector<std::string> cells;
  for (Reader reader(input); !reader.rest().empty();) cells.emplace_back(reader.line());
  cells.emplace_back(input);
  const auto rows = cli::read_csv(cli::csv_row(cells), ',');
  const bool is_blank = input.empty();
  promise(is_blank || (rows.size() == 1 && rows.front().problem.empty() && rows.front().cells == cells),
          "what is written as a row is read as that row");
  const std::string harmless = cli::without_formula(std::string(input));
  promise(harmless.empty() || std::string_view("=+-@\t\r\n").find(harmless.front()) == std::string_view::npos,
          "no cell runs as a formula");
}

}  // namespace segmind::fuzz
