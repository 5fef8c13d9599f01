// segmind completion: what a shell needs to complete the other commands, made from their flags.
#include <cctype>
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>

#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/refusal.hpp"

namespace segmind::cli {
namespace {

/// "720P 1080P" for "720P|1080P": the words that a value may be. "FILE" is a file's name and not that word.
std::string words_of(const std::string& value) {
  std::string words;
  std::istringstream alternatives(value);
  for (std::string word; std::getline(alternatives, word, '|');) {
    const auto first = static_cast<unsigned char>(word.front());
    if (std::islower(first) || std::isdigit(first)) words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

bool is_file(const std::string& value) { return value.rfind("FILE", 0) == 0; }

/// A branch of the script: what completes a value.
std::string branch(const std::string& pattern, const std::string& value) {
  const std::string what = is_file(value) ? "files=yes" : "words='" + words_of(value) + '\'';
  return "    " + pattern + ") " + what + " ;;\n";
}

std::string branches_of(const Command& command) {
  std::string text;
  std::string flags = "--help";
  for (const Flag& flag : command.flags) {
    if (!flag.value.empty()) text += branch('\'' + command.name + ' ' + flag.name + '\'', flag.value);
    flags += ' ' + flag.name;
  }
  if (const std::string words = words_of(command.word); !words.empty()) flags += ' ' + words;
  return text + "    '" + command.name + " '*) words='" + flags + "'" +
         (is_file(command.word) ? " files=unless_flag" : "") + " ;;\n";
}

std::string bash_completion(const std::vector<Command>& commands) {
  std::string names;
  std::string branches;
  for (const Command& command : commands) {
    names += command.name + ' ';
    branches += branches_of(command);
  }
  return R"(# Completes segmind in bash:  source <(segmind completion bash)
_segmind() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words= files=no
  if [[ $word == = ]]; then # --output=clip.mp4 comes as three words
    word=
  elif [[ $before == = ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    words=')" +
         names + R"(--help --version'
  else
    case "${COMP_WORDS[1]} $before" in
)" + branches +
         R"(    esac
  fi
  COMPREPLY=()
  [[ $files == no || $files == unless_flag && $word == -* ]] || return 0 # bash itself completes the names of files
  compopt +o default +o bashdefault 2>/dev/null
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -o bashdefault -F _segmind segmind
)";
}

}  // namespace

Command completion_command(const std::vector<Command>& commands) {
  const auto shell = std::make_shared<std::string>();
  Command command;
  command.name = "completion";
  command.summary = "prints what bash needs to complete these commands";
  command.usage = {"bash"};
  command.what = "Prints a script that completes the commands and flags of segmind.";
  command.more =
      "To try it: source <(segmind completion bash). An installed segmind is completed without that, where the package "
      "bash-completion is there.";
  command.word = "bash";
  command.take_word = [shell](const std::string& word) {
    *shell = word;
    return word == "bash" ? "" : "is no shell whose completion is known; bash is";
  };
  command.run = [shell, &commands](std::vector<std::string> problems) {
    if (shell->empty()) problems.push_back("Give a shell: bash");
    if (!problems.empty()) return refuse(problems, "completion");
    return std::cout << bash_completion(commands) << std::flush ? exit_done : exit_failed;
  };
  return command;
}

}  // namespace segmind::cli
