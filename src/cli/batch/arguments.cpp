#include "cli/batch/arguments.hpp"

#include <filesystem>
#include <locale>
#include <sstream>
#include <utility>

#include "cli/flag_values.hpp"
#include "cli/journal/flags.hpp"

namespace segmind::cli {
namespace {

Take dollars_into(std::optional<double>& place) {
  return [&place](const std::string& value) -> std::string {
    std::istringstream in(value);
    in.imbue(std::locale::classic());
    double dollars = 0;
    if (!(in >> dollars) || !in.eof() || dollars < 0) {
      return "takes an amount of dollars such as 12.50, not \"" + value + '"';
    }
    place = dollars;
    return "";
  };
}

Take format_into(std::optional<ManifestFormat>& place) {
  return [&place](const std::string& value) -> std::string {
    if (value != "csv" && value != "jsonl") return "takes csv or jsonl, not \"" + value + '"';
    place = value == "csv" ? ManifestFormat::csv : ManifestFormat::json_lines;
    return "";
  };
}

}  // namespace

std::vector<Flag> flags_of(BatchArguments& arguments) {
  return {
      {"--in-flight", "N", "the most clips at once; 8 when not given",
       number_into(arguments.in_flight, "a whole number", 1, 1000)},
      {"--limit", "DOLLARS",
       "the most that the project may cost, over all its runs and machines; lines without room are not sent",
       dollars_into(arguments.limit)},
      journal_flag(arguments.journal,
                   "what has been done is remembered here: sqlite:PATH for the processes of one machine, or "
                   "postgresql://USER@HOST/DATABASE for any machines; sqlite:MANIFEST.journal when not given"),
      {"--project", "NAME", "what the lines belong to in the journal; the manifest's name when not given",
       text_into(arguments.project)},
      {"--report", "FILE", "a table in CSV of what became of each line; kept up while it runs",
       text_into(arguments.report)},
      {"--format", "csv|jsonl", "how the manifest is written; when not given, csv where its name ends in .csv",
       format_into(arguments.format)},
      records_settle_flag(arguments.records_settle),
      resubmit_unrecorded_flag(arguments.resubmit_unrecorded),
      recover_since_flag(arguments.recover_since),
      {"--strict", "", "send nothing where there is advice about a request", set(arguments.strict)},
      {"--requests-per-minute", "N", "the most requests a minute, polls included; no limit when not given",
       number_into(arguments.requests_per_minute, "a whole number", 1, 100'000)},
      base_url_flag(arguments.base_url),
      {"--expected", "SECONDS", "when a clip is expected after its submission; 329 to 490 when not given",
       number_into(arguments.expected, "a whole number", 0, 3600)},
  };
}

void settle(BatchArguments& arguments, std::vector<std::string>& problems) {
  if (arguments.manifest.empty()) {
    problems.push_back("Give a manifest: a file with one request a line");
    return;
  }
  const auto manifest = std::filesystem::u8path(arguments.manifest);
  std::error_code none;
  const bool is_pipe = std::filesystem::is_other(std::filesystem::status(manifest, none));
  if (is_pipe && (!arguments.journal || arguments.project.empty())) {
    problems.push_back(arguments.manifest +
                       ": has no name that stays the same; give --journal and --project, so that the same command "
                       "finds again what is paid");
  }
  if (!arguments.journal)
    arguments.journal = JournalPlace{JournalPlace::Engine::sqlite, arguments.manifest + ".journal"};
  if (arguments.project.empty()) arguments.project = manifest.filename().u8string();
  if (std::string problem = problem_with(*arguments.journal); !problem.empty()) problems.push_back(std::move(problem));
}

}  // namespace segmind::cli
