#pragma once

#include <functional>
#include <string>
#include <vector>

namespace segmind::cli {

/// Takes a word of the command line. Returns what is wrong with it, to be printed after the flag's name; empty:
/// nothing.
using Take = std::function<std::string(const std::string& word)>;

/// A flag of a subcommand. Parsing, help and completion all read this.
struct Flag {
  std::string name;  ///< "--prompt".

  /// The value's name in the help: "FILE|ADDRESS". An alternative that begins with a digit or a lower-case letter is
  /// the word itself: "N|random". Empty: the flag takes no value.
  std::string value;

  std::string what;  ///< For the help.
  Take take;         ///< Called with "" for a flag without a value.
  bool repeatable = false;
};

/// A subcommand: `segmind <name> ...`.
struct Command {
  std::string name;
  std::string summary;             ///< For the list of all subcommands.
  std::vector<std::string> usage;  ///< What may follow its name, one way a line.
  std::string what;                ///< The first sentence of its help.
  std::string more;                ///< What follows the flags in its help.
  std::string word;                ///< As Flag::value, for words that belong to no flag. Empty: it takes none.
  Take take_word;
  std::vector<Flag> flags;

  /// Runs the command and returns the exit code. `problems`: a sentence for everything that is wrong with the command
  /// line.
  std::function<int(std::vector<std::string> problems)> run;
};

}  // namespace segmind::cli
