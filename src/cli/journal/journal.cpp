// segmind journal: what a journal remembers.
#include <algorithm>
#include <iostream>
#include <memory>
#include <utility>

#include "cli/commands.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/journal/arguments.hpp"
#include "cli/journal/forms.hpp"
#include "cli/refusal.hpp"

namespace segmind::cli {
namespace {

int say_failure(const segmind::Error& error, const JournalPlace& place) {
  std::cerr << printable(in_terms_of_flags(error, place)) << '\n';
  return exit_refused;
}

/// What the flags ask for, oldest first.
segmind::Result<Entries> read(segmind::Journal& journal, const JournalArguments& arguments) {
  auto entries = journal.entries(std::nullopt, arguments.since.value_or(std::chrono::system_clock::time_point()));
  if (!entries) return entries.error();
  const auto is_other = [&arguments](const segmind::JournalEntry& entry) {
    return (arguments.project && entry.key.scope.project != *arguments.project) ||
           (arguments.state && entry.state != *arguments.state) ||
           (arguments.key && entry.key.text != *arguments.key);
  };
  entries->erase(std::remove_if(entries->begin(), entries->end(), is_other), entries->end());
  return entries;
}

std::string text_of(const Entries& entries, const JournalArguments& arguments) {
  if (arguments.action == "list") return printable(listing_of(entries));
  if (arguments.action == "totals") return totals_of(entries);
  if (arguments.form == JournalArguments::Form::csv) return csv_of(entries);
  std::string text;
  for (const segmind::JournalEntry& entry : entries) {
    const bool is_first = text.empty();
    text += arguments.action == "show" ? (is_first ? "" : "\n\n") + printable(details_of(entry)) : json_of(entry);
  }
  return text;
}

int confirm(const JournalPlace& place) {
  if (const auto confirmed = confirm_journal(place); !confirmed) return say_failure(confirmed.error(), place);
  std::cout << "The database is relied on as it is now. Processes that waited for this go on.\n" << std::flush;
  return std::cout ? exit_done : exit_untold;
}

int journal(const JournalArguments& arguments, std::vector<std::string> problems) {
  for (std::string& problem : problems_in(arguments)) problems.push_back(std::move(problem));
  if (!problems.empty()) return refuse(problems, "journal");
  if (arguments.action == "confirm") return confirm(*arguments.place);
  const auto opened = open_journal(*arguments.place);
  if (!opened) return say_failure(opened.error(), *arguments.place);
  const auto entries = read(**opened, arguments);
  if (!entries) return say_failure(entries.error(), *arguments.place);
  if (arguments.action == "show" && entries->empty()) {
    std::cerr << "The journal has no such key; segmind journal list shows those that it has.\n";
    return exit_refused;
  }
  return std::cout << text_of(*entries, arguments) << std::flush ? exit_done : exit_untold;
}

}  // namespace

Command journal_command() {
  const auto arguments = std::make_shared<JournalArguments>();
  Command command;
  command.name = "journal";
  command.summary = "shows what a journal remembers: keys, states, dollars, places";
  command.usage = {"list --journal JOURNAL [flags]", "show KEY --journal JOURNAL [--project NAME]",
                   "totals --journal JOURNAL [flags]", "export --journal JOURNAL [--json|--csv] [flags]",
                   "confirm --journal postgresql://USER@HOST/DATABASE"};
  command.what = "Shows what a journal of segmind batch, segmind generate --key or a program remembers.";
  command.more =
      R"(Costs nothing, asks no service and changes nothing, but for confirm.

The states of an entry:
  begun      nothing has left, or what left certainly cost nothing; its money is set aside
  leaving    it may have left, and was not heard of yet
  submitted  the service has it, and its id is known
  done       it is paid
  uncertain  it may be paid, and neither its answer nor its record was found
  freed      it cost nothing, and its key may be used again

list and export show one entry a line, the one that changed last at the end; totals add up by the day on which an entry
was begun (UTC) and by its state. An entry holds no prompt, unless the program that made it keeps requests: export
--json and show then have it.

confirm is for PostgreSQL after a failover or a restore. Payments of the last moments before may be missing there, and
nothing that pays is sent until somebody confirms that the standby lost nothing, or that what it lost has been looked up
in the service's records (segmind records; segmind batch --recover-since).

Exit code: 0 it is printed, or done; 2 it cannot be; 3 it could not be printed.
)";
  command.word = "list|show|totals|export|confirm";
  command.take_word = [arguments](const std::string& word) { return take_word(*arguments, word); };
  command.flags = flags_of(*arguments);
  command.run = [arguments](std::vector<std::string> problems) { return journal(*arguments, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
