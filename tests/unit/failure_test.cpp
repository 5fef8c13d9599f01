#include "call/exchange/failure.hpp"

#include <gtest/gtest.h>

#include <new>
#include <system_error>

namespace segmind::call {
namespace {

using net::Ending;
using net::Reached;
using namespace std::chrono_literals;

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// What a person reads of an exchange that pays, or asks, and broke before anything had left.
std::string story_of(Ending ending, Purpose purpose = Purpose::payment) {
  net::Outcome outcome;
  outcome.ending = ending;
  outcome.problem = "the words";
  Error error = broken_off(outcome, purpose, 5s, 1000);
  error.call = CallKind::generate;
  error.attempts = 1;
  return error.describe();
}

TEST(BrokenExchange, IsToldWithAdviceThatFitsItsCause) {
  for (const Ending ending : {Ending::resolve, Ending::connect, Ending::connect_timeout, Ending::tls, Ending::broken}) {
    EXPECT_TRUE(holds(story_of(ending), "Check the network, the proxy and base_url")) << story_of(ending);
    EXPECT_FALSE(holds(story_of(ending), "ca_file")) << story_of(ending);
  }
  for (const Ending ending : {Ending::certificate, Ending::authorities}) {
    EXPECT_TRUE(holds(story_of(ending), "ClientOptions::ca_file")) << story_of(ending);
    EXPECT_FALSE(holds(story_of(ending), "Check the network")) << story_of(ending);
  }
  EXPECT_FALSE(holds(story_of(Ending::shortage), "network")) << story_of(Ending::shortage);
}

TEST(BrokenExchange, ThatFetchesAClipIsNoMatterOfTheServicesAddress) {
  for (const Ending ending : {Ending::resolve, Ending::connect, Ending::connect_timeout, Ending::tls}) {
    EXPECT_FALSE(holds(story_of(ending, Purpose::file), "base_url")) << story_of(ending, Purpose::file);
  }
}

TEST(BrokenExchange, ThatHadNoConnectionInTimeNamesTheLimitThatRanOut) {
  for (const Purpose purpose : {Purpose::payment, Purpose::question, Purpose::job, Purpose::file}) {
    const std::string story = story_of(Ending::connect_timeout, purpose);
    EXPECT_TRUE(holds(story, "CallOptions::connect_timeout")) << story;
    EXPECT_FALSE(holds(story, "CallOptions::timeout")) << story;
  }
}

constexpr CallKind all_calls[] = {CallKind::generate, CallKind::submit,  CallKind::wait,    CallKind::status,
                                  CallKind::upload,   CallKind::credits, CallKind::records, CallKind::recover};
constexpr Phase all_phases[] = {Phase::waiting,    Phase::connecting, Phase::sending,     Phase::queued,
                                Phase::generating, Phase::receiving,  Phase::downloading, Phase::recovering};

TEST(AnAnswerWithoutAClip, IsToldWholeWhereItIsShort) {
  EXPECT_EQ(told_answer(""), "It is empty.");
  EXPECT_EQ(told_answer("{}"), "All that it answered: {}");
  EXPECT_EQ(told_answer(std::string(601, 'x')).rfind("Its answer begins: xxx", 0), 0U);
}

TEST(Limit, ThatRanOutIsToldWithAdviceThatFitsTheCallAndWhatItDid) {
  for (const CallKind call : all_calls) {
    for (const Phase phase : all_phases) {
      for (const int attempts : {0, 1, 3}) {
        const bool brings_clip = call == CallKind::generate || call == CallKind::submit || call == CallKind::wait ||
                                 call == CallKind::recover;
        if (!brings_clip && phase >= Phase::queued && phase != Phase::receiving) continue;  // it is never in there
        Error error = timed_out(300ms, call, phase, attempts, 0ms);
        error.call = call;
        error.attempts = attempts;
        const std::string story = error.describe();
        EXPECT_TRUE(holds(story, "0.3 s")) << story;
        EXPECT_TRUE(brings_clip || !holds(story, "generation")) << to_string(call) << ": " << story;
        // What became of the generation is what the records are asked for.
        EXPECT_FALSE(phase == Phase::recovering && holds(story, "has not failed")) << to_string(call) << ": " << story;
        EXPECT_EQ(holds(story, "requests_per_minute"), attempts == 0) << story;
        const bool connects = phase == Phase::connecting && attempts > 0;
        EXPECT_EQ(holds(story, "CallOptions::timeout"), !connects) << to_string(call) << ": " << story;
      }
    }
  }
}

TEST(Limit, ThatRanOutUnpumpedSaysSo) {
  const std::string story = timed_out(300ms, CallKind::generate, Phase::generating, 1, 200ms).describe();
  EXPECT_TRUE(holds(story, "Client::pump()")) << story;
  EXPECT_FALSE(holds(story, "CallOptions::timeout")) << story;
}

template <typename Thrown>
Error error_of(Thrown thrown) {
  try {
    throw thrown;
  } catch (...) {
    return error_of_current_exception();
  }
}

TEST(CaughtException, IsADefectOnlyWhereNothingWasShort) {
  const std::string memory = error_of(std::bad_alloc()).describe();
  const std::string threads =
      error_of(std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again))).describe();
  EXPECT_TRUE(holds(memory, "Out of memory")) << memory;
  EXPECT_TRUE(holds(threads, "no further thread")) << threads;
  for (const std::string& story : {memory, threads}) EXPECT_FALSE(holds(story, "defect")) << story;
  const std::string other = error_of(std::runtime_error("libcurl refuses it")).describe();
  EXPECT_TRUE(holds(other, "defect") && holds(other, "libcurl refuses it")) << other;
  EXPECT_TRUE(holds(error_of(7).describe(), "defect"));
}

}  // namespace
}  // namespace segmind::call
