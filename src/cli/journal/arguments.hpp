#pragma once

#include <chrono>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/journal/place.hpp"

namespace segmind::cli {

/// What the command line of `segmind journal` asks for.
struct JournalArguments {
  enum class Form { table, json_lines, csv };

  std::string action;              ///< list, show, totals, export or confirm.
  std::optional<std::string> key;  ///< Of show.
  std::optional<JournalPlace> place;
  std::optional<std::string> project;  ///< Not set: all of them.
  std::optional<segmind::JournalState> state;
  std::optional<std::chrono::system_clock::time_point> since;
  Form form = Form::table;
};

/// The flags that fill the arguments, which must outlive the flags.
std::vector<Flag> flags_of(JournalArguments& arguments);

/// Takes a word that belongs to no flag. Returns what is wrong with it.
std::string take_word(JournalArguments& arguments, const std::string& word);

/// What is missing, or does not go together.
std::vector<std::string> problems_in(const JournalArguments& arguments);

}  // namespace segmind::cli
