// segmind: the library as a program.
#include <exception>
#include <iostream>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/help.hpp"
#include "cli/interrupts.hpp"
#include "cli/system/console.hpp"
#include "cli/system/standard_streams.hpp"

namespace segmind::cli {
namespace {

int print(const std::string& text) { return std::cout << text << std::flush ? exit_done : exit_failed; }

int run(const std::vector<std::string>& arguments) {
  std::vector<Command> commands{generate_command(), batch_command(),   credits_command(), upload_command(),
                                records_command(),  recover_command(), journal_command()};
  commands.push_back(completion_command(commands));
  std::vector<const char*> words;
  for (const std::string& argument : arguments) words.push_back(argument.c_str());
  Asked asked = read_command_line(commands, static_cast<int>(words.size()), words.data());
  if (asked.help) return print(asked.command != nullptr ? help_of(*asked.command) : help_of(commands));
  if (asked.version) return print(std::string("segmind ") + segmind::version() + '\n');
  if (asked.command != nullptr) return asked.command->run(std::move(asked.problems));
  for (const std::string& problem : asked.problems) std::cerr << printable(problem) << '\n';
  std::cerr << (asked.problems.empty() ? help_of(commands) : "Nothing was sent. See segmind --help.\n");
  return exit_refused;
}

}  // namespace
}  // namespace segmind::cli

int main(int argc, char** argv) {
  segmind::cli::keep_closed_streams_closed();
  segmind::cli::listen_to_interrupts();
  const segmind::cli::Utf8Console console;
  try {
    return segmind::cli::run(segmind::cli::utf8_arguments(argc, argv));
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
    return segmind::cli::exit_failed;
  }
}
