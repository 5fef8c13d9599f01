// segmind credits: what is left on the account.
#include <iostream>
#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <utility>

#include "cli/commands.hpp"
#include "cli/display/figures.hpp"
#include "cli/exit_code.hpp"
#include "cli/flag_values.hpp"
#include "cli/interruptible.hpp"
#include "cli/refusal.hpp"
#include "cli/service.hpp"
#include "cli/words.hpp"

namespace segmind::cli {
namespace {

int credits(const std::optional<std::string>& base_url, std::vector<std::string> problems) {
  const Service service(base_url, "Credits are those of an account");
  auto client = service.connect(service.options, problems);
  if (!problems.empty()) return refuse(problems, "credits");

  const auto credits = client->try_credits(ended_by_interrupts());
  if (!credits) {
    std::cerr << for_the_program(credits.error().describe()) << '\n';
    return exit_refused;
  }
  std::cout << money_text(credits->credits) << ' ' << service.currency << '\n';
  if (credits->free_credits > 0) std::cout << money_text(credits->free_credits) << " of free credits\n";
  return std::cout << std::flush ? exit_done : exit_untold;
}

}  // namespace

Command credits_command() {
  const auto base_url = std::make_shared<std::optional<std::string>>();
  Command command;
  command.name = "credits";
  command.summary = "says what is left on the account";
  command.usage = {"[--base-url ADDRESS]"};
  command.what = "Prints what the service says is left on the account of SEGMIND_API_KEY. Costs nothing.";
  command.more = "Exit code: 0 it is printed; 2 the service did not say; 3 it could not be printed.";
  command.flags = {base_url_flag(*base_url)};
  command.run = [base_url](std::vector<std::string> problems) { return credits(*base_url, std::move(problems)); };
  return command;
}

}  // namespace segmind::cli
