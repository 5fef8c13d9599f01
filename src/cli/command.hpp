#pragma once

#include <functional>
#include <string>
#include <vector>

namespace segmind::cli {

/// Takes a word of the command line. Returns what is wrong with it, to stand behind its name; empty when all is well.
using Take = std::function<std::string(const std::string& word)>;

/// A flag of a subcommand. Parsing, help and completion all read this.
struct Flag {
  std::string name;  ///< "--prompt".

  /// What stands for its value in the help: "FILE|ADDRESS". An alternative that begins with a digit or a small letter
  /// is that word itself: "N|random". Empty: the flag takes no value.
  std::string value;

  std::string what;  ///< For the help.
  Take take;         ///< Of a flag without a value: called with "".
  bool repeatable = false;
};

/// A subcommand: `segmind <name> ...`.
struct Command {
  std::string name;
  std::string summary;             ///< For the list of all subcommands.
  std::vector<std::string> usage;  ///< What may stand behind its name, one way a line.
  std::string what;                ///< The first sentence of its help,
  std::string more;                ///< and what follows the flags there.
  std::string word;                ///< As Flag::value, of words that no flag takes. Empty: it takes none.
  Take take_word;
  std::vector<Flag> flags;

  /// Does what the command line asked for; returns the exit code. Given everything that is wrong with the command line,
  /// each as a sentence.
  std::function<int(std::vector<std::string> problems)> run;
};

}  // namespace segmind::cli
