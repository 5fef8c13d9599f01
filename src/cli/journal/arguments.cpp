#include "cli/journal/arguments.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "cli/flag_values.hpp"
#include "cli/moments.hpp"

namespace segmind::cli {
namespace {

using segmind::JournalState;

constexpr std::array<std::string_view, 5> actions{"list", "show", "totals", "export", "confirm"};

Take state_into(std::optional<JournalState>& place) {
  return [&place](const std::string& value) -> std::string {
    for (const auto state : {JournalState::begun, JournalState::leaving, JournalState::submitted, JournalState::done,
                             JournalState::uncertain, JournalState::freed}) {
      if (value != to_string(state)) continue;
      place = state;
      return "";
    }
    return "takes begun, leaving, submitted, done, uncertain or freed, not \"" + value + '"';
  };
}

Take project_into(std::optional<std::string>& place) {
  return [&place](const std::string& value) {
    place = value;
    return std::string();
  };
}

}  // namespace

std::vector<Flag> flags_of(JournalArguments& arguments) {
  const auto form = [&arguments](JournalArguments::Form chosen) {
    return [&arguments, chosen](const std::string&) -> std::string {
      const bool is_second = std::exchange(arguments.form, chosen) != JournalArguments::Form::table;
      return is_second ? "is a second form; give one of --json and --csv" : "";
    };
  };
  return {
      journal_flag(arguments.place, "sqlite:PATH or postgresql://USER@HOST/DATABASE"),
      {"--project", "NAME", "of that project alone; all of them when not given", project_into(arguments.project)},
      {"--state", "begun|leaving|submitted|done|uncertain|freed", "those alone", state_into(arguments.state)},
      {"--since", "TIME", "what has changed since then, such as 2026-09-30T08:15:00Z, or 2h or 3d ago",
       moment_into(arguments.since)},
      {"--json", "", "export a JSON object for each entry, one a line: what export does when not told",
       form(JournalArguments::Form::json_lines)},
      {"--csv", "", "export a table in CSV (RFC 4180)", form(JournalArguments::Form::csv)},
  };
}

std::string take_word(JournalArguments& arguments, const std::string& word) {
  if (arguments.action.empty()) {
    arguments.action = word;
    const bool is_known = std::find(actions.begin(), actions.end(), word) != actions.end();
    return is_known ? "" : "is nothing that a journal does; there are list, show, totals, export and confirm";
  }
  if (arguments.action != "show") return "stands where a flag should be";
  if (arguments.key) return "is a second key; one at a time, in quotes where it holds blanks";
  arguments.key = word;
  return "";
}

std::vector<std::string> problems_in(const JournalArguments& arguments) {
  std::vector<std::string> problems;
  if (arguments.action.empty()) problems.push_back("Say what to do: list, show KEY, totals, export or confirm");
  if (arguments.action == "show" && !arguments.key) problems.push_back("Give the key that is to be shown");
  if (arguments.form != JournalArguments::Form::table && arguments.action != "export") {
    problems.push_back("--json and --csv are for export");
  }
  if (!arguments.place) {
    problems.push_back("Give --journal, as the command that made it had it; of a batch, sqlite:MANIFEST.journal");
    return problems;
  }
  if (std::string problem = problem_with(*arguments.place); !problem.empty()) problems.push_back(std::move(problem));
  if (!is_there(*arguments.place)) {
    problems.push_back("--journal sqlite:" + arguments.place->where + ": there is no such file");
  }
  if (arguments.action == "confirm" && arguments.place->is_file()) {
    problems.push_back("confirm is for a PostgreSQL database after a failover; a file needs none");
  }
  return problems;
}

}  // namespace segmind::cli
