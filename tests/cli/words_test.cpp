// The program's messages name flags and commands, which its users have, and no function or option of the library.
#include "cli/words.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace segmind::cli {
namespace {

// Of a source file, with texts that go on in the next line put together.
std::set<std::string> texts_that_name_the_library(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string source{std::istreambuf_iterator<char>(in), {}};
  const std::string joined = std::regex_replace(source, std::regex("\"\\s*\n\\s*\""), "");
  const std::regex names(R"re("([^"\n]*\b(?:CallOptions|ClientOptions|Client|Job|Error)::[^"\n]*)")re");
  std::set<std::string> texts;
  for (std::sregex_iterator found(joined.begin(), joined.end(), names), end; found != end; ++found) {
    const std::string text = (*found)[1];
    if (text.find("Client::pump()") == std::string::npos) texts.insert(text);  // the program has no frames
  }
  return texts;
}

TEST(Words, NameNothingThatOnlyTheLibraryHas) {
  std::set<std::string> texts;
  for (const auto& file : std::filesystem::recursive_directory_iterator(SEGMIND_SOURCE "/src")) {
    const std::string path = file.path().generic_string();
    if (file.path().extension() != ".cpp" || std::regex_search(path, std::regex("src/(c|cli|sandbox)/"))) continue;
    texts.merge(texts_that_name_the_library(file.path()));
  }
  EXPECT_GT(texts.size(), 10U);
  for (const std::string& text : texts) {
    EXPECT_EQ(for_the_program(text).find("::"), std::string::npos) << text << "\nbecomes: " << for_the_program(text);
  }
}

}  // namespace
}  // namespace segmind::cli
