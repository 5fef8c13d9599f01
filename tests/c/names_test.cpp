// What has a name in both faces has the same one, and messages name what a C program finds in its header.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "c/shown/c_names.hpp"
#include "c/shown/error_value.hpp"
#include "c/shown/phase.hpp"
#include "c/shown/state.hpp"

namespace segmind::testing {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Names, EveryKindOfErrorHasItsStatus) {
  std::set<int> seen;
  for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
    const segmind_status status = c::status_of(static_cast<ErrorKind>(kind));
    EXPECT_EQ(segmind_status_name(status), to_string(static_cast<ErrorKind>(kind)));
    seen.insert(status);
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(ErrorKind::internal) + 1);
  EXPECT_EQ(seen.count(SEGMIND_OK), 0U);
}

TEST(Names, ChargesPhasesAndStatesHaveTheSameNames) {
  for (const Charge charge : {Charge::none, Charge::possible, Charge::charged}) {
    EXPECT_EQ(segmind_charge_name(c::charge_of(charge)), to_string(charge));
  }
  for (int phase = 0; phase <= static_cast<int>(Phase::recovering); ++phase) {
    EXPECT_EQ(segmind_phase_name(c::phase_of(static_cast<Phase>(phase))), to_string(static_cast<Phase>(phase)));
  }
  for (int state = 0; state <= static_cast<int>(JobState::other); ++state) {
    EXPECT_EQ(segmind_state_name(c::state_of(static_cast<JobState>(state))), to_string(static_cast<JobState>(state)));
  }
  for (int state = 0; state <= static_cast<int>(RecordState::other); ++state) {
    EXPECT_EQ(segmind_state_name(c::state_of(static_cast<RecordState>(state))),
              to_string(static_cast<RecordState>(state)));
  }
}

/// Whether the header has the function, the enumerator, or the field of the struct.
bool is_in_header(const std::string& header, const std::string& name) {
  if (name.rfind("SEGMIND_", 0) == 0) return header.find("  " + name + " = ") != std::string::npos;
  const std::size_t dot = name.find('.');
  if (dot == std::string::npos) return header.find(name.substr(0, name.find('(')) + "(") != std::string::npos;
  const std::size_t begin = header.find("typedef struct " + name.substr(0, dot) + " {");
  if (begin == std::string::npos) return false;
  const std::string body = header.substr(begin, header.find("} " + name.substr(0, dot) + ";", begin) - begin);
  return std::regex_search(body, std::regex("\\b" + name.substr(dot + 1) + ";"));
}

TEST(Names, MessagesNameWhatTheHeaderHas) {
  const std::filesystem::path source = SEGMIND_SOURCE;
  const std::string header = content_of(source / "include/segmind/c/segmind.h");
  const std::regex named(R"re("[^"\n]*?\b([A-Z][A-Za-z]+::[a-z_0-9]+(?:\(\))?)[^"\n]*")re");
  std::set<std::string> names;
  for (const auto& file : std::filesystem::recursive_directory_iterator(source / "src")) {
    const std::string path = file.path().generic_string();
    if (file.path().extension() != ".cpp" && file.path().extension() != ".hpp") continue;
    if (std::regex_search(path, std::regex("src/(c|cli|sandbox)/"))) continue;
    const std::string text = content_of(file.path());
    for (std::sregex_iterator found(text.begin(), text.end(), named), end; found != end; ++found) {
      names.insert((*found)[1]);
    }
  }
  EXPECT_GT(names.size(), 10U);
  for (const std::string& name : names) {
    EXPECT_TRUE(is_in_header(header, c::in_names_of_c(name))) << name << " becomes " << c::in_names_of_c(name);
  }
}

}  // namespace
}  // namespace segmind::testing
