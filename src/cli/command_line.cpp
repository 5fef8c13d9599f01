#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>

namespace segmind::cli {
namespace {

// CLI11 stops at the first mistake that it finds. So every flag accepts any value, and mistakes are collected here.

std::string problem_with_value(const Flag& flag, const std::string& value) {
  if (flag.value.empty()) return value.empty() ? flag.take(value) : "takes no value";
  if (!value.empty()) return flag.take(value);
  return "needs a value; write " + flag.name + "=VALUE where the value begins with -";
}

void declare(CLI::App& app, const Flag& flag, std::vector<std::string>& problems) {
  const int most = flag.value.empty() ? 0 : 1;
  const auto take = [&flag, &problems, most](const CLI::results_t& values) {
    const auto complain = [&](const std::string& problem) {
      if (!problem.empty()) problems.push_back(flag.name + ' ' + problem);
    };
    if (values.size() > 1 && most == 1 && !flag.repeatable) complain("is given twice");
    for (const std::string& value : values) complain(problem_with_value(flag, value));
    return true;
  };
  // 0 to `most`: with exactly one, CLI11 would take the next flag for the value.
  app.add_option(flag.name, take)->expected(0, most)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// Gives the command the words that no flag has taken.
void take_words(const Command& command, const std::vector<std::string>& words, std::vector<std::string>& problems) {
  bool behind_unknown_flag = false;
  for (const std::string& word : words) {
    if (word.size() > 1 && word.front() == '-') {
      const std::size_t equals = word.find('=');
      problems.push_back(word.substr(0, equals) + " is not a flag of segmind " + command.name);
      behind_unknown_flag = equals == std::string::npos;
    } else if (!behind_unknown_flag) {  // its value is no second mistake
      const std::string problem = command.take_word ? command.take_word(word) : "stands where a flag should be";
      if (!problem.empty()) problems.push_back('"' + word + "\" " + problem);
    } else {
      behind_unknown_flag = false;
    }
  }
}

std::string names_of(const std::vector<Command>& commands) {
  std::string names;
  for (const Command& command : commands) names += (names.empty() ? "" : ", ") + command.name;
  return names;
}

}  // namespace

Asked read_command_line(const std::vector<Command>& commands, int argc, const char* const* argv) {
  Asked asked;
  CLI::App program;
  program.set_help_flag();
  program.allow_windows_style_options(false);
  program.allow_extras();
  program.require_subcommand(0, 1);  // with more, a value that is called as a command would begin that
  program.add_flag("-h,--help", asked.help);
  program.add_flag("--version", asked.version);
  for (const Command& command : commands) {
    CLI::App* app = program.add_subcommand(command.name);  // which inherits what is set above
    app->add_flag("-h,--help", asked.help);
    for (const Flag& flag : command.flags) declare(*app, flag, asked.problems);
  }
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    asked.problems.push_back(error.what());
  }
  for (const Command& command : commands) {
    const CLI::App* app = program.get_subcommand(command.name);
    if (!app->parsed()) continue;
    asked.command = &command;
    take_words(command, app->remaining(), asked.problems);
  }
  for (const std::string& word : program.remaining()) {
    const bool is_flag = word.size() > 1 && word.front() == '-';
    asked.problems.push_back(is_flag ? word + " is not a flag of segmind itself"
                                     : '"' + word + "\" is not a command; the commands are " + names_of(commands));
    if (!is_flag) break;  // what follows is meant for it
  }
  return asked;
}

}  // namespace segmind::cli
