#include "cli/batch/arguments.hpp"

#include <locale>
#include <sstream>

#include "cli/flag_values.hpp"

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
       "the most that this run may cost; lines without room are not sent, and each run counts anew",
       dollars_into(arguments.limit)},
      {"--state", "FILE", "the file that remembers what has been done; MANIFEST.state.jsonl when not given",
       text_into(arguments.state)},
      {"--report", "FILE", "a table in CSV of what became of each line; kept up while it runs",
       text_into(arguments.report)},
      {"--format", "csv|jsonl", "how the manifest is written; when not given, csv where its name ends in .csv",
       format_into(arguments.format)},
      {"--resubmit-uncertain", "", "send requests again that may have been paid for: THIS MAY PAY TWICE",
       set(arguments.resubmit_uncertain)},
      {"--strict", "", "send nothing where there is advice about a request", set(arguments.strict)},
      {"--requests-per-minute", "N", "the most requests a minute, polls included; no limit when not given",
       number_into(arguments.requests_per_minute, "a whole number", 1, 100'000)},
      base_url_flag(arguments.base_url),
      {"--expected", "SECONDS", "when a clip is expected after its submission; 329 to 490 when not given",
       number_into(arguments.expected, "a whole number", 0, 3600)},
  };
}

}  // namespace segmind::cli
