#include "cli/refusal.hpp"

#include <iostream>

#include "cli/display/terminal.hpp"
#include "cli/exit_code.hpp"
#include "cli/words.hpp"

namespace segmind::cli {

std::string flag_for(const std::string& field) {
  if (field == "api_key") return "SEGMIND_API_KEY";
  if (field.rfind("reference_images", 0) == 0) return "--image";
  if (field.rfind("reference_videos", 0) == 0) return "--video";
  if (field == "reference_voice") return "--voice";
  if (field == "negative_prompt") return "--negative-prompt";
  if (field == "references") return "--image, --video";
  if (field == "base_url") return "--base-url";
  if (field == "records_url") return "--records-url";
  return "--" + field;
}

std::vector<std::string> problems_in(const segmind::Error& error, const std::string& id) {
  std::vector<std::string> problems;
  for (const segmind::Violation& violation : error.violations) {
    const std::string value = violation.value.empty() ? "" : " \"" + violation.value + '"';
    const std::string name = violation.field == "id" ? id : flag_for(violation.field);
    problems.push_back(name + value + ": " + for_the_program(violation.message));
  }
  if (problems.empty()) problems.push_back(for_the_program(error.describe()));
  return problems;
}

int refuse(const std::vector<std::string>& problems, const std::string& command) {
  for (const std::string& problem : problems) std::cerr << printable(problem) << '\n';
  std::cerr << "Nothing was sent. See segmind " << command << " --help.\n";
  return exit_refused;
}

}  // namespace segmind::cli
