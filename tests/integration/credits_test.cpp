#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class CreditsLeft : public Service {};

TEST_F(CreditsLeft, AreToldAsTheServiceTellsThem) {
  server.set_credits(12.5);
  const Credits credits = client.credits();
  EXPECT_DOUBLE_EQ(credits.credits, 12.5);
  EXPECT_DOUBLE_EQ(credits.free_credits, 0.0184);
  EXPECT_EQ(server.requests().back().header("x-api-key"), server.api_key());
}

TEST_F(CreditsLeft, AreZeroForAnAccountThatNeverHadAny) {
  server.inject(Fault::status(404, R"({"error":"No credits found for the user"})").on(Route::credits));
  const Credits credits = client.credits();
  EXPECT_EQ(credits.credits, 0);
  EXPECT_EQ(credits.free_credits, 0);
  server.inject(Fault::status(404, R"({"error":"no such address"})").on(Route::credits));
  EXPECT_THROW(client.credits(), NotFoundError);
}

TEST_F(CreditsLeft, AreAskedAgainAfterAPassingFailure) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 3;
  Client patient(options);
  for (const Fault& fault : {Fault::status(500), Fault::status(503), Fault::no_answer(), Fault::cut(30),
                             Fault::status(429).header("Retry-After", "0")}) {
    server.inject(Fault(fault).on(Route::credits).repeat(2));
    EXPECT_TRUE(patient.try_credits());
  }
  server.inject(Fault::status(500).on(Route::credits).repeat(3));
  const auto credits = patient.try_credits();
  ASSERT_FALSE(credits);
  EXPECT_EQ(credits.error().attempts, 3);
  EXPECT_EQ(credits.error().charge, Charge::none);
}

TEST_F(CreditsLeft, AreNotGuessedFromAnAnswerThatDoesNotTellThem) {
  for (const char* body : {"", "{}", "<html>", R"({"credits":"many"})", "17"}) {
    server.inject(Fault::body(body).on(Route::credits));
    const auto credits = client.try_credits();
    ASSERT_FALSE(credits) << body;
    EXPECT_EQ(credits.error().kind, ErrorKind::bad_response);
  }
}

TEST_F(CreditsLeft, BlameNoOptionForAnAnswerThatNoOptionBounds) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 3;
  server.inject(Fault::large(2'000'000).on(Route::credits).repeat(3));
  const auto credits = Client(options).try_credits();
  ASSERT_FALSE(credits);
  EXPECT_EQ(credits.error().kind, ErrorKind::bad_response);
  EXPECT_EQ(credits.error().attempts, 1) << "asked again for what does not get smaller";
  EXPECT_EQ(credits.error().message.find("max_response_bytes"), std::string::npos) << credits.error().message;
}

TEST_F(CreditsLeft, CanBeAskedForWithoutWaiting) { EXPECT_TRUE(client.credits_async().try_get()); }

}  // namespace
}  // namespace segmind::testing
