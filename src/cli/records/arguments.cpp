#include "cli/records/arguments.hpp"

#include <algorithm>
#include <utility>

#include "cli/flag_values.hpp"
#include "cli/moments.hpp"

namespace segmind::cli {
namespace {

using SystemClock = std::chrono::system_clock;
using Days = std::chrono::duration<int, std::ratio<86'400>>;

/// The flag, noted when it is given.
Flag noted(RecordsArguments& arguments, Flag flag) {
  flag.take = [take = std::move(flag.take), name = flag.name, &arguments](const std::string& value) {
    arguments.filters.push_back(name);
    return take(value);
  };
  return flag;
}

bool has(const RecordsArguments& arguments, const std::string& flag) {
  return std::find(arguments.filters.begin(), arguments.filters.end(), flag) != arguments.filters.end();
}

Take state_into(std::optional<segmind::RecordState>& place) {
  return [&place](const std::string& value) -> std::string {
    for (const auto state :
         {segmind::RecordState::completed, segmind::RecordState::failed, segmind::RecordState::pending}) {
      if (value != to_string(state)) continue;
      place = state;
      return "";
    }
    return "takes completed, failed or pending, not \"" + value + '"';
  };
}

}  // namespace

std::vector<Flag> flags_of(RecordsArguments& arguments) {
  auto& query = arguments.query;
  const auto form = [&arguments](RecordsArguments::Form chosen) {
    return [&arguments, chosen](const std::string&) -> std::string {
      const bool is_second = std::exchange(arguments.form, chosen) != RecordsArguments::Form::table;
      return is_second ? "is a second form; give one of --json and --csv" : "";
    };
  };
  return {
      noted(arguments, {"--model", "TEXT", "only of models whose name contains TEXT", text_into(query.model_name)}),
      noted(arguments, {"--status", "completed|failed|pending", "only those records", state_into(query.status)}),
      noted(arguments, {"--from", "DAY", "the first day (UTC), such as 2026-09-30; the last 7 days when not given",
                        day_into(query.from_date)}),
      noted(arguments, {"--to", "DAY", "the last day, at most 31 days after the first; today when not given",
                        day_into(query.to_date)}),
      noted(arguments, {"--page", "N", "the page to print; 1, the newest records, when not given",
                        number_into(query.page, "a whole number", 1, 1'000'000)}),
      noted(arguments, {"--per-page", "N", "records on a page; 20 when not given",
                        number_into(query.per_page, "a whole number", 1, 100)}),
      noted(arguments, {"--all", "", "all pages, up to 100 with 100 records each", set(arguments.all)}),
      {"--json", "", "print a JSON object for each record, one a line", form(RecordsArguments::Form::json_lines)},
      {"--csv", "", "print a table in CSV (RFC 4180)", form(RecordsArguments::Form::csv)},
      base_url_flag(arguments.base_url),
      {"--records-url", "ADDRESS",
       "where the records are; needed where --base-url is neither the service's own nor on "
       "this machine",
       text_into(arguments.records_url)},
  };
}

std::vector<std::string> settle(RecordsArguments& arguments) {
  std::vector<std::string> problems;
  if (arguments.id && !arguments.filters.empty()) {
    std::string moot;
    for (const std::string& flag : arguments.filters) moot += (moot.empty() ? "" : ", ") + flag;
    problems.push_back("An id names one record, and takes no " + moot);
  }
  if (arguments.all && (has(arguments, "--page") || has(arguments, "--per-page"))) {
    problems.push_back("--all reads every page, and takes neither --page nor --per-page");
  }
  auto& query = arguments.query;
  if (query.to_date && !query.from_date && !has(arguments, "--from")) problems.push_back("--to needs a --from");
  if (query.from_date && !query.to_date)
    query.to_date = std::max<SystemClock::time_point>(*query.from_date, std::chrono::floor<Days>(SystemClock::now()));
  if (!query.from_date || !query.to_date) return problems;
  if (*query.from_date > *query.to_date) problems.push_back("--from is a day after --to");
  if (*query.to_date - *query.from_date > Days(31)) {
    problems.push_back("--from and --to, which is today when not given, must be at most 31 days apart");
  }
  return problems;
}

}  // namespace segmind::cli
