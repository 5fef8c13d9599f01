#include "cli/display/table.hpp"

#include <algorithm>
#include <cstddef>

#include "cli/display/columns.hpp"

namespace segmind::cli {

std::vector<std::string> aligned(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.empty() ? 0 : rows.front().size());
  for (const Cells& cells : rows) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], columns(cells[i]));
  }
  std::vector<std::string> lines;
  for (const Cells& cells : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) line += padded(cells[i], widths[i]) + "  ";
    lines.push_back(line + cells.back() + '\n');
  }
  return lines;
}

std::string or_dash(std::string text) { return text.empty() ? "-" : text; }

std::string facts_text(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::size_t width = 0;
  for (const auto& [name, value] : facts) width = std::max(width, value.empty() ? 0 : columns(name));
  std::string text;
  for (const auto& [name, value] : facts) {
    if (!value.empty()) text += padded(name, width) + "  " + value + '\n';
  }
  return text;
}

}  // namespace segmind::cli
