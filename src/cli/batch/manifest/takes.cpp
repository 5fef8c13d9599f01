#include "cli/batch/manifest/takes.hpp"

#include <cstdint>
#include <filesystem>

namespace segmind::cli {
namespace {

/// "walk-2.mp4" for "walk.mp4".
std::string numbered(const std::string& output, int number) {
  const auto path = std::filesystem::u8path(output);
  const std::string ending = path.extension().u8string();
  return output.substr(0, output.size() - ending.size()) + '-' + std::to_string(number) + ending;
}

}  // namespace

std::string problem_with_takes(const Draft& draft) {
  if (!draft.seed || *draft.seed <= INT64_MAX - draft.takes + 1) return "";
  return "seed " + std::to_string(*draft.seed) + ": leaves no seeds for " + std::to_string(draft.takes) +
         " takes, which count up from it; give a smaller one";
}

std::vector<LineTake> takes_of(const Draft& draft) {
  if (draft.takes == 1 || draft.output.empty()) return {{draft.builder, draft.output, draft.output}};
  std::vector<LineTake> takes;
  for (int number = 1; number <= draft.takes; ++number) {
    LineTake take{draft.builder, numbered(draft.output, number), draft.output + ", take " + std::to_string(number)};
    draft.seed ? take.builder.seed(*draft.seed + (number - 1)) : take.builder.random_seed();
    takes.push_back(std::move(take));
  }
  return takes;
}

}  // namespace segmind::cli
