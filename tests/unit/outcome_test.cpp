#include "net/outcome.hpp"

#include <gtest/gtest.h>

namespace segmind::net {
namespace {

Outcome judged(CURLcode code, Reached reached, Ending own_ending = Ending::complete, const char* words = "") {
  Outcome outcome;
  outcome.reached = reached;
  judge(outcome, code, own_ending, words);
  return outcome;
}

constexpr Reached on_the_way[] = {Reached::nothing, Reached::sent, Reached::answered};

TEST(Outcome, OfCurlsResultsBeforeAConnectionNamesTheCause) {
  const std::pair<CURLcode, Ending> endings[] = {{CURLE_COULDNT_RESOLVE_HOST, Ending::resolve},
                                                 {CURLE_COULDNT_RESOLVE_PROXY, Ending::resolve},
                                                 {CURLE_COULDNT_CONNECT, Ending::connect},
                                                 {CURLE_OPERATION_TIMEDOUT, Ending::connect_timeout},
                                                 {CURLE_SSL_CONNECT_ERROR, Ending::tls},
                                                 {CURLE_PEER_FAILED_VERIFICATION, Ending::certificate},
                                                 {CURLE_SSL_CACERT_BADFILE, Ending::authorities},
                                                 {CURLE_OUT_OF_MEMORY, Ending::local},
                                                 {CURLE_SSL_ENGINE_INITFAILED, Ending::local},
                                                 {CURLE_URL_MALFORMAT, Ending::local},
                                                 {CURLE_FAILED_INIT, Ending::local},
                                                 {CURLE_RECV_ERROR, Ending::connect}};
  for (const auto& [code, ending] : endings) EXPECT_EQ(judged(code, Reached::nothing).ending, ending) << code;
}

// Once the request may have left, these say nothing of a server that was never reached.
TEST(Outcome, OfAConnectionThatBreaksIsNotCalledOneThatWasNeverMade) {
  for (const CURLcode code : {CURLE_OPERATION_TIMEDOUT, CURLE_SSL_CONNECT_ERROR, CURLE_OUT_OF_MEMORY, CURLE_RECV_ERROR,
                              CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE}) {
    EXPECT_EQ(judged(code, Reached::sent).ending, Ending::broken) << code;
    EXPECT_EQ(judged(code, Reached::answered).ending, Ending::broken) << code;
  }
}

// What may have been paid is decided by how far the exchange came, which no result of curl makes less.
TEST(Outcome, OfNoFailureForgetsHowFarItCame) {
  for (int code = 1; code < CURL_LAST; ++code) {
    for (const Reached reached : on_the_way) {
      const Outcome outcome = judged(static_cast<CURLcode>(code), reached);
      EXPECT_EQ(outcome.reached, reached) << code;
      EXPECT_NE(outcome.ending, Ending::complete) << code;
      EXPECT_FALSE(outcome.problem.empty()) << code;
    }
  }
}

TEST(Outcome, OfASuccessWithoutAnAnswerIsABrokenExchange) {
  EXPECT_EQ(judged(CURLE_OK, Reached::sent).ending, Ending::broken);
  EXPECT_EQ(judged(CURLE_OK, Reached::answered).ending, Ending::complete);
  EXPECT_EQ(judged(CURLE_OK, Reached::answered).reached, Reached::complete);
}

TEST(Outcome, OfAnExchangeThatACallbackStoppedIsTheCallbacks) {
  const Outcome outcome = judged(CURLE_WRITE_ERROR, Reached::answered, Ending::too_large, "Failed writing");
  EXPECT_EQ(outcome.ending, Ending::too_large);
  EXPECT_EQ(outcome.problem, "Failed writing");
}

}  // namespace
}  // namespace segmind::net
