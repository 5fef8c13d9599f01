// Runs fuzz targets on their corpora:  segmind_fuzz_replay <folder of the corpora> <target>...

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz.hpp"

namespace {

std::size_t replay(segmind::fuzz::Run run, const std::filesystem::path& corpus) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(corpus)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    std::fprintf(stderr, "%s\n", entry.path().filename().string().c_str());
    // An end that is cut off is what servers send most often.
    for (const std::size_t size : {input.size(), input.size() / 2, std::size_t{0}}) run(input.substr(0, size));
    ++count;
  }
  return count;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return std::fprintf(stderr, "usage: segmind_fuzz_replay CORPORA TARGET...\n"), 2;
  for (int i = 2; i < count; ++i) {
    const std::string name = arguments[i];
    const auto& all = segmind::fuzz::targets();
    const auto target = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    if (target == all.end()) return std::fprintf(stderr, "there is no target %s\n", name.c_str()), 2;
    const std::size_t inputs = replay(target->run, std::filesystem::path(arguments[1]) / name);
    std::printf("%s: %zu inputs\n", name.c_str(), inputs);
    if (inputs == 0) return 1;
  }
}
