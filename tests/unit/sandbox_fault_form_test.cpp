#include <gtest/gtest.h>

#include <algorithm>

#include "sandbox/forms/fault_form.hpp"

namespace segmind::sandbox {
namespace {

using namespace std::chrono_literals;
using forms::json;

std::vector<std::string> problems_of(const std::string& text, Fault* into = nullptr) {
  std::vector<std::string> problems;
  Fault fault;
  forms::read(json::parse(text), fault, forms::Place("", problems));
  if (into != nullptr) *into = fault;
  return problems;
}

/// As a client sends it: as a text.
Fault after_its_way(const Fault& fault) {
  Fault read;
  const auto problems = problems_of(forms::written(fault).dump(), &read);
  EXPECT_TRUE(problems.empty()) << problems.front();
  return read;
}

Fault with_everything() {
  Fault fault;
  fault.route = Route::download;
  fault.times = 7;
  fault.skip = 3;
  fault.delay = 1500ms;
  fault.replace_status = 418;
  fault.replace_body = std::string("\0\xff{", 3);
  fault.content_type = "text/\"x\"";
  fault.add_headers = {{"A", "1"}, {"A", " two: 2"}, {"B", "\x80"}};
  fault.drop_headers = {"Date", "ETag"};
  fault.bare = true;
  fault.large_body = UINT64_MAX;
  fault.interim = {100, 103};
  fault.work_fails = "";
  fault.patches = {R"({"a":1.0,"a":2})", "{}"};
  fault.clip_shape = R"({"video":"$clip"})";
  fault.job_status = 202;
  fault.raw = "\x16\x03";
  fault.cut_after_bytes = 0;
  fault.cut_body_bytes = 5;
  fault.stall_after_bytes = 6;
  fault.ending = Fault::Ending::reset;
  fault.close_unread = true;
  fault.drip_bytes = 10;
  fault.drip_pause = 5ms;
  fault.charge = false;
  return fault;
}

TEST(SandboxFaultForm, LosesNothingOnItsWay) {
  const Fault sent = with_everything();
  const Fault read = after_its_way(sent);
  EXPECT_EQ(read.route, sent.route);
  EXPECT_EQ(read.times, sent.times);
  EXPECT_EQ(read.skip, sent.skip);
  EXPECT_EQ(read.delay, sent.delay);
  EXPECT_EQ(read.replace_status, sent.replace_status);
  EXPECT_EQ(read.replace_body, sent.replace_body);
  EXPECT_EQ(read.content_type, sent.content_type);
  EXPECT_EQ(read.add_headers, sent.add_headers);
  EXPECT_EQ(read.drop_headers, sent.drop_headers);
  EXPECT_EQ(read.bare, sent.bare);
  EXPECT_EQ(read.large_body, sent.large_body);
  EXPECT_EQ(read.interim, sent.interim);
  EXPECT_EQ(read.work_fails, sent.work_fails);
  EXPECT_EQ(read.patches, sent.patches);
  EXPECT_EQ(read.clip_shape, sent.clip_shape);
  EXPECT_EQ(read.job_status, sent.job_status);
  EXPECT_EQ(read.raw, sent.raw);
  EXPECT_EQ(read.cut_after_bytes, sent.cut_after_bytes);
  EXPECT_EQ(read.cut_body_bytes, sent.cut_body_bytes);
  EXPECT_EQ(read.stall_after_bytes, sent.stall_after_bytes);
  EXPECT_EQ(read.ending, sent.ending);
  EXPECT_EQ(read.close_unread, sent.close_unread);
  EXPECT_EQ(read.drip_bytes, sent.drip_bytes);
  EXPECT_EQ(read.drip_pause, sent.drip_pause);
  EXPECT_EQ(read.charge, sent.charge);
}

TEST(SandboxFaultForm, SaysOnlyWhatIsNotUsual) {
  EXPECT_EQ(forms::written(Fault()), json::object());
  EXPECT_EQ(forms::written(Fault::status(503).on(Route::generate)), json({{"route", "generate"}, {"status", 503}}));
  EXPECT_EQ(after_its_way(Fault().repeat_forever()).times, Fault::every_time);
  EXPECT_EQ(after_its_way(Fault().charged()).charge, true);
}

// The table of words is one: what --fault takes, JSON takes, and the manual explains.
TEST(SandboxFaultForm, HasTheWordsOfTheCommandLine) {
  const std::string manual(fault_grammar());
  const json everything = forms::written(with_everything());
  for (const auto& [name, value] : everything.items()) {
    if (name == "route") continue;
    EXPECT_NE(manual.find(name), std::string::npos) << name << " is not in the manual";
  }
  Fault read;
  EXPECT_TRUE(problems_of(R"({"html":502,"redirect":"http://x/","no-answer":true,"garbage":true,"unframed":true,
                              "free":true,"word":"DONE","patch":[{"a":null}],"body":{"b":[1]},"delay":"2s",
                              "header":{"Retry-After":"3"},"times":"forever","interim":100,"drip":"7/1s"})",
                          &read)
                  .empty());
  EXPECT_EQ(read.cut_after_bytes, 0U);
  EXPECT_EQ(read.charge, false);
  EXPECT_EQ(read.patches, (std::vector<std::string>{R"({"a":null})", R"({"status":"DONE"})"}));
  EXPECT_EQ(read.delay, 2s);
  EXPECT_EQ(read.interim, std::vector<int>{100});
  EXPECT_EQ(read.drip_pause, 1s);
  EXPECT_TRUE(problems_of(R"("generate:status=504,charge")", &read).empty());
  EXPECT_EQ(read.replace_status, 504);
}

TEST(SandboxFaultForm, NamesEveryProblemAtOnce) {
  const auto problems = problems_of(
      R"({"route":"nowhere","status":99,"times":-1,"skip":1.5,"delay":true,"cut":-1,"reset":"yes","patch":[{},7],
          "drip":5,"header":[["a"]],"without":[1],"raw":{"base64":"?"},"job":"ok","wat":0})");
  EXPECT_EQ(problems.size(), 14U);
  for (const char* part :
       {"route wants one of any, generate", "status wants an HTTP status", "times wants", "skip wants", "delay wants",
        "cut wants", "reset wants true or false", "patch[1] wants", "drip wants", "header[0] wants", "without[0] wants",
        "raw wants", "job wants", "unknown member 'wat'"}) {
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [&](const auto& problem) {
      return problem.rfind(part, 0) == 0;
    })) << part;
  }
  EXPECT_EQ(problems_of("[]").size(), 1U);
  EXPECT_EQ(problems_of("7").size(), 1U);
  try {
    Fault::parse("generate:status=abc,wat,times=x");
    FAIL() << "it was taken";
  } catch (const std::invalid_argument& refused) {
    EXPECT_EQ(std::string(refused.what()),
              "fault: status wants an HTTP status, 100 to 599, not \"abc\"; unknown word 'wat'; "
              "times wants a whole number, 0 or more, not \"x\"");
  }
}

}  // namespace
}  // namespace segmind::sandbox
