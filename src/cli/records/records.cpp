// segmind records: what the service has on record of the account's requests.
#include <iostream>
#include <memory>
#include <utility>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/flag_values.hpp"
#include "cli/interruptible.hpp"
#include "cli/records/arguments.hpp"
#include "cli/records/forms.hpp"
#include "cli/records/reading.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"
#include "cli/words.hpp"

namespace segmind::cli {
namespace {

using Form = RecordsArguments::Form;

segmind::Result<Reading> read(segmind::Client& client, const RecordsArguments& arguments) {
  const segmind::CallOptions options = ended_by_interrupts();
  if (arguments.all) return read_all_pages(client, arguments.query, options);
  if (!arguments.id) return read_page(client, arguments.query, options);
  auto record = client.try_record(*arguments.id, options);
  if (!record) return record.error();
  Reading reading;
  reading.records.push_back(std::move(*record));
  return reading;
}

std::string text_of(const Reading& reading, const RecordsArguments& arguments, const char* currency) {
  if (arguments.form == Form::csv) return csv_of(reading.records);
  if (arguments.form == Form::table && arguments.id) return details_of(reading.records.front(), currency);
  if (arguments.form == Form::table) return table_of(reading.records, currency);
  std::string text;
  for (const segmind::Record& record : reading.records) text += json_of(record);
  return text;
}

/// For people: how to see what the table does not show.
std::string hint_on(const Reading& reading, const RecordsArguments& arguments) {
  if (arguments.form != Form::table || arguments.id || arguments.all) return "";
  const auto& query = arguments.query;
  if (!reading.records.empty()) {
    return "This is page " + std::to_string(query.page) + "; --page " + std::to_string(query.page + 1) +
           " shows older records, and --all shows all.\n";
  }
  return query.from_date || query.page > 1 ? "" : "Only the last 7 days were asked for; --from goes further back.\n";
}

int records(RecordsArguments& arguments, std::vector<std::string> problems) {
  for (std::string& problem : settle(arguments)) problems.push_back(std::move(problem));
  const Service service(arguments.base_url, "Records are those of an account");
  segmind::ClientOptions how = service.options;
  how.records_url = arguments.records_url;
  auto client = service.connect(how, problems);
  if (!problems.empty()) return refuse(problems, "records");

  const auto reading = read(*client, arguments);
  if (!reading) {
    if (!reading.error().violations.empty()) return refuse(problems_in(reading.error(), "ID"), "records");
    std::cerr << for_the_program(reading.error().describe()) << '\n';
    return exit_refused;
  }
  const bool is_printed = static_cast<bool>(std::cout << text_of(*reading, arguments, service.currency) << std::flush);
  std::cerr << hint_on(*reading, arguments);
  if (reading->unreadable > 0) std::cerr << reading->unreadable << " rows of the answer could not be read.\n";
  if (reading->is_cut) std::cerr << "There may be more; narrow them with --from, --to, --model or --status.\n";
  if (!is_printed) return exit_untold;
  return reading->unreadable > 0 || reading->is_cut ? exit_failed : exit_done;
}

}  // namespace

Command records_command() {
  const auto arguments = std::make_shared<RecordsArguments>();
  Command command;
  command.name = "records";
  command.summary = "shows what the service has on record of the account's requests";
  command.usage = {"[flags]", "ID [--json|--csv]"};
  command.what = "Prints the service's records of requests, the newest first, or all that one record tells.";
  command.more =
      R"(Costs nothing. The records are those of the account, whichever key or program made the request. A clip that was
lost on its way is at the address of its record, readable without a key, for 7 days (documented).

The table shows costs in dollars, and times in minutes and seconds. An id shows what was sent, too. --json and --csv
name the parts as <segmind/records.hpp> does; what a record does not tell is null, or an empty cell. In CSV, a text
that a spreadsheet would run as a formula has ' before it.

The records go to the standard output, everything else to the standard error.

Exit code: 0 they are printed; 1 some are missing, as it says; 2 nobody said them; 3 they could not be printed.
)";
  command.word = "ID";
  command.take_word = one_id_into(arguments->id);
  command.flags = flags_of(*arguments);
  command.run = [arguments](std::vector<std::string> problems) { return records(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
