#include "cli/help.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

namespace segmind::cli {
namespace {

constexpr std::size_t width = 100;

/// Breaks at blanks, so that no line is longer than the width; lines after the first begin with the indent.
std::string wrapped(const std::string& text, std::size_t column, std::size_t indent) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::size_t length = end - begin;
    if (begin > 0 && column + 1 + length > width) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (begin > 0) {
      lines += ' ';
      ++column;
    }
    lines += text.substr(begin, length);
    column += length;
    begin = end + 1;
  }
  return lines;
}

/// Lines up to an empty one are a paragraph, which is wrapped anew; those that begin with a blank stand as they are.
std::string paragraphs(const std::string& text) {
  std::string done;
  std::string paragraph;
  const auto end_paragraph = [&] {
    if (!paragraph.empty()) done += wrapped(std::exchange(paragraph, {}), 0, 0) + '\n';
  };
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != ' ') {
      paragraph += (paragraph.empty() ? "" : " ") + line;
      continue;
    }
    end_paragraph();
    done += line + '\n';
  }
  end_paragraph();
  return done;
}

std::string table(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::size_t longest = 0;
  for (const auto& [name, what] : rows) longest = std::max(longest, name.size());
  std::string lines;
  for (const auto& [name, what] : rows) {
    const std::string head = "  " + name + std::string(longest - name.size() + 2, ' ');
    lines += head + wrapped(what, head.size(), head.size()) + '\n';
  }
  return lines;
}

}  // namespace

std::string help_of(const Command& command) {
  std::string text = paragraphs(command.what) + '\n';
  for (const std::string& way : command.usage) text += "  segmind " + command.name + ' ' + way + '\n';
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Flag& flag : command.flags)
    rows.emplace_back(flag.name + (flag.value.empty() ? "" : ' ' + flag.value), flag.what);
  rows.emplace_back("--help", "this text");
  return text + '\n' + table(rows) + (command.more.empty() ? "" : '\n' + paragraphs(command.more));
}

std::string help_of(const std::vector<Command>& commands) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Command& command : commands) rows.emplace_back("segmind " + command.name, command.summary);
  return "Makes clips with Segmind's Wan 2.7 Reference-to-Video.\n\n" + table(rows) +
         "\n`segmind COMMAND --help` tells more; `segmind --version` names the version.\n" +
         paragraphs(
             "The key is read from the environment variable SEGMIND_API_KEY, and another address of the service "
             "from SEGMIND_BASE_URL. Without either, clips come from a sandbox inside this program and cost nothing.");
}

}  // namespace segmind::cli
