#pragma once

#include <optional>
#include <segmind/segmind.hpp>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace segmind::cli {

/// What the command line of `segmind records` asks for.
struct RecordsArguments {
  enum class Form { table, json_lines, csv };

  std::optional<std::string> id;
  segmind::RecordQuery query;
  bool all = false;
  Form form = Form::table;
  std::optional<std::string> base_url;
  std::string records_url;
  std::vector<std::string> filters;  ///< The flags that were given and choose among records: an id takes none.
};

/// The flags that fill the arguments in, which must outlive them.
std::vector<Flag> flags_of(RecordsArguments& arguments);

/// Checks the flags against each other: a sentence for each problem. Fills in what one flag implies for another.
std::vector<std::string> settle(RecordsArguments& arguments);

}  // namespace segmind::cli
