#include "segmind/error.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api/status.hpp"
#include "segmind/exception.hpp"
#include "segmind/result.hpp"

namespace segmind {
namespace {

constexpr ErrorKind all_kinds[] = {ErrorKind::invalid_request,
                                   ErrorKind::spending_limit,
                                   ErrorKind::misuse,
                                   ErrorKind::bad_request,
                                   ErrorKind::unauthorized,
                                   ErrorKind::insufficient_credits,
                                   ErrorKind::forbidden,
                                   ErrorKind::not_found,
                                   ErrorKind::rate_limited,
                                   ErrorKind::server_error,
                                   ErrorKind::bad_gateway,
                                   ErrorKind::gateway_timeout,
                                   ErrorKind::http,
                                   ErrorKind::connection,
                                   ErrorKind::timeout,
                                   ErrorKind::cancelled,
                                   ErrorKind::bad_response,
                                   ErrorKind::job_failed,
                                   ErrorKind::job_expired,
                                   ErrorKind::file,
                                   ErrorKind::journal,
                                   ErrorKind::internal};

Error error_of(ErrorKind kind, const std::string& message = "the words") {
  Error error;
  error.kind = kind;
  error.message = message;
  return error;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

template <typename E>
void expect_raised(ErrorKind kind) {
  try {
    raise(error_of(kind));
  } catch (const E& exception) {
    EXPECT_EQ(typeid(exception), typeid(E)) << to_string(kind);
    EXPECT_EQ(exception.kind(), kind);
    EXPECT_EQ(exception.what(), exception.error().describe());
    return;
  } catch (...) {
  }
  ADD_FAILURE() << to_string(kind) << " is thrown as something else";
}

// A copy needs memory, which a function that must not throw may not have.
TEST(Result, GivesItsErrorAwayWithoutACopy) {
  const std::string words(100, 'x');
  Result<int> result = error_of(ErrorKind::http, words);
  const char* const there = result.error().message.data();
  EXPECT_EQ(std::move(result).error().message.data(), there);
  Result<void> nothing = error_of(ErrorKind::http, words);
  const char* const here = nothing.error().message.data();
  EXPECT_EQ(std::move(nothing).error().message.data(), here);
}

TEST(Exception, IsTheOneThatBelongsToTheKind) {
  expect_raised<InvalidRequestError>(ErrorKind::invalid_request);
  expect_raised<SpendingLimitError>(ErrorKind::spending_limit);
  expect_raised<MisuseError>(ErrorKind::misuse);
  expect_raised<BadRequestError>(ErrorKind::bad_request);
  expect_raised<UnauthorizedError>(ErrorKind::unauthorized);
  expect_raised<InsufficientCreditsError>(ErrorKind::insufficient_credits);
  expect_raised<ForbiddenError>(ErrorKind::forbidden);
  expect_raised<NotFoundError>(ErrorKind::not_found);
  expect_raised<RateLimitedError>(ErrorKind::rate_limited);
  expect_raised<ServerError>(ErrorKind::server_error);
  expect_raised<BadGatewayError>(ErrorKind::bad_gateway);
  expect_raised<GatewayTimeoutError>(ErrorKind::gateway_timeout);
  expect_raised<HttpError>(ErrorKind::http);
  expect_raised<ConnectionError>(ErrorKind::connection);
  expect_raised<TimeoutError>(ErrorKind::timeout);
  expect_raised<CancelledError>(ErrorKind::cancelled);
  expect_raised<BadResponseError>(ErrorKind::bad_response);
  expect_raised<JobFailedError>(ErrorKind::job_failed);
  expect_raised<JobExpiredError>(ErrorKind::job_expired);
  expect_raised<FileError>(ErrorKind::file);
  expect_raised<JournalError>(ErrorKind::journal);
  expect_raised<Exception>(ErrorKind::internal);
  expect_raised<Exception>(static_cast<ErrorKind>(77));
}

TEST(Exception, OfEveryKindIsCaughtByItsRoots) {
  for (const ErrorKind kind : all_kinds) {
    EXPECT_THROW(raise(error_of(kind)), Exception);
    EXPECT_THROW(raise(error_of(kind)), std::runtime_error);
  }
}

TEST(Exception, CarriesTheWholeErrorAndCopiesIt) {
  Error error = error_of(ErrorKind::rate_limited);
  error.charge = Charge::possible;
  error.request_id = "r-1";
  const Exception first(error);
  const Exception second = first;
  EXPECT_EQ(second.error().request_id, "r-1");
  EXPECT_EQ(second.charge(), Charge::possible);
  EXPECT_EQ(&first.error(), &second.error());
  EXPECT_STREQ(first.what(), second.what());
}

TEST(Result, ThrowsTheExceptionOfItsError) {
  const Result<int> result = error_of(ErrorKind::timeout);
  EXPECT_THROW((void)result.value(), TimeoutError);
  EXPECT_EQ(Result<int>(5).value(), 5);
  EXPECT_EQ(result.value_or(7), 7);
  EXPECT_EQ(Result<int>(5).value_or(7), 5);
  EXPECT_THROW(Result<void>(error_of(ErrorKind::file)).value(), FileError);
}

TEST(Names, AreThoseOfTheEnumerations) {
  EXPECT_EQ(to_string(ErrorKind::rate_limited), "rate_limited");
  EXPECT_EQ(to_string(ErrorKind::internal), "internal");
  EXPECT_EQ(to_string(static_cast<ErrorKind>(77)), "unknown");
  EXPECT_EQ(to_string(Charge::none), "none");
  EXPECT_EQ(to_string(Charge::possible), "possible");
  EXPECT_EQ(to_string(Charge::charged), "charged");
  EXPECT_EQ(to_string(static_cast<Charge>(77)), "unknown");
  EXPECT_EQ(to_string(CallKind::none), "none");
  EXPECT_EQ(to_string(CallKind::recover), "recover");
  EXPECT_EQ(to_string(static_cast<CallKind>(77)), "unknown");
  std::vector<std::string_view> names;
  for (const ErrorKind kind : all_kinds) {
    EXPECT_EQ(std::count(names.begin(), names.end(), to_string(kind)), 0);
    names.push_back(to_string(kind));
  }
  std::set<std::string_view> calls;
  for (int kind = 0; kind <= static_cast<int>(CallKind::recover); ++kind) {
    EXPECT_TRUE(calls.insert(to_string(static_cast<CallKind>(kind))).second) << kind;
  }
}

TEST(Description, TellsTheStatusTheWordsTheMoneyTheIdAndWhatToDo) {
  Error error = error_of(ErrorKind::gateway_timeout, "upstream timed out");
  error.call = CallKind::generate;
  error.http_status = 504;
  error.charge = Charge::possible;
  error.request_id = "r-1";
  EXPECT_EQ(
      error.describe(),
      "A gateway gave up waiting for the service (HTTP 504): upstream timed out\n"
      "It may have been charged: the request had left before the failure. Look for it in the account's records "
      "(Client::recover) before you send it again.\n"
      "The service's id for it: r-1\n"
      "The generation may still be running. Use the queue for long ones (Client::submit): no gateway waits there.");
}

TEST(Description, ListsEveryViolationOnALineOfItsOwn) {
  Error error = error_of(ErrorKind::invalid_request, "The request has 2 problems.");
  error.violations = {{"duration", "99 s", "It must be 2 to 15 seconds."}, {"prompt", "", "It is blank."}};
  EXPECT_EQ(error.describe(),
            "Refused before anything was sent: The request has 2 problems.\n"
            "  duration: 99 s - It must be 2 to 15 seconds.\n"
            "  prompt: It is blank.\n"
            "It cost nothing.\n"
            "Change what is named above, then try again.");
}

TEST(Description, OfAMissingKeyNamesTheVariable) {
  Error error = error_of(ErrorKind::invalid_request);
  error.violations = {{"api_key", "", "There is none."}};
  EXPECT_TRUE(holds(error.describe(), "SEGMIND_API_KEY"));
  EXPECT_TRUE(holds(error_of(ErrorKind::unauthorized).describe(), "SEGMIND_API_KEY"));
}

TEST(Description, OfAServerThatFailsDoesNotSayThatItRefused) {
  Error error = error_of(ErrorKind::http);
  error.http_status = 503;
  error.charge = Charge::possible;
  EXPECT_FALSE(holds(error.describe(), "refused")) << error.describe();
}

TEST(Description, TellsHowLongToWait) {
  Error error = error_of(ErrorKind::rate_limited);
  EXPECT_TRUE(holds(error.describe(), "Wait a minute"));
  const std::pair<int, const char*> waits[] = {
      {0, "The next request may go now."}, {-5, "The next request may go now."}, {1, "Wait 1 s before"},
      {11001, "Wait 12 s before"},         {119000, "Wait 119 s before"},        {120000, "Wait 2 minutes before"},
      {3600000, "Wait 60 minutes before"}};
  for (const auto& [wait, words] : waits) {
    error.retry_after = std::chrono::milliseconds(wait);
    EXPECT_TRUE(holds(error.describe(), words)) << error.describe();
  }
}

TEST(Description, SaysForEveryKindAndChargeWhatItMayHaveCost) {
  for (const ErrorKind kind : all_kinds) {
    Error error = error_of(kind);
    EXPECT_TRUE(holds(error.describe(), "It cost nothing."));
    error.charge = Charge::possible;
    // A misused operation has a call whose result tells that.
    const bool misuse = kind == ErrorKind::misuse;
    EXPECT_TRUE(holds(error.describe(), misuse ? "its own result says" : "may have been charged")) << error.describe();
    EXPECT_FALSE(holds(error.describe(), "cost nothing"));
    error.charge = Charge::charged;
    EXPECT_TRUE(holds(error.describe(), "It was charged"));
    EXPECT_TRUE(holds(error.describe(), "the words"));
    EXPECT_NE(error.describe().back(), '\n');
  }
}

constexpr CallKind all_calls[] = {CallKind::none,    CallKind::generate, CallKind::submit,
                                  CallKind::wait,    CallKind::status,   CallKind::upload,
                                  CallKind::credits, CallKind::records,  CallKind::recover};

bool is_about_job(CallKind call) { return call == CallKind::wait || call == CallKind::status; }
bool pays(CallKind call) { return call == CallKind::generate || call == CallKind::submit; }

// Each way into a story: what failed, in which call, at which cost, after how many attempts, with which status.
template <typename Look>
void for_each_story(Look look) {
  for (const ErrorKind kind : all_kinds) {
    for (const CallKind call : all_calls) {
      for (const Charge charge : {Charge::none, Charge::possible, Charge::charged}) {
        for (const int attempts : {0, 1, 3}) {
          for (const int status : {0, 302, 403, 404, 408, 410, 422, 499, 500, 503, 504, 524, 529}) {
            Error error = error_of(kind);
            error.call = call;
            error.charge = charge;
            error.attempts = attempts;
            error.http_status = status;
            look(error, error.describe());
          }
        }
      }
    }
  }
}

TEST(Description, AdvisesWhatFitsTheCall) {
  for_each_story([](const Error& error, const std::string& story) {
    const auto never = [&](bool when, const char* words) {
      EXPECT_FALSE(when && holds(story, words)) << to_string(error.kind) << " in " << to_string(error.call) << ":\n"
                                                << story;
    };
    never(error.charge != Charge::none, "cost nothing");
    never(error.charge != Charge::none, "would be refused again");
    never(error.charge != Charge::none, "Nothing had been sent");
    never(error.call != CallKind::generate, "Use the queue");
    never(is_about_job(error.call), "before you send it again");
    never(is_about_job(error.call), "send it again");
    never(error.charge == Charge::charged, "retired");  // it is the clip's own address that has answered so
    never(error.charge == Charge::charged, "base_url");
    never(error.charge == Charge::charged, "gateway before");
    never(error.charge == Charge::charged && error.kind == ErrorKind::http, "out of order");
    never(!pays(error.call) && error.call != CallKind::none, "retired");
    never(!pays(error.call) && !is_about_job(error.call) && error.call != CallKind::none, "this model");
    never(error.call == CallKind::upload, "base_url");
    never(true, "If it was a job of this account");  // whoever submitted it knows that it was
    never(!is_about_job(error.call), "Wait for the job again");
    never(!pays(error.call) && error.call != CallKind::none, "parameter or a reference");
    never(is_about_job(error.call) || error.charge != Charge::none, "it would fail again");
    never(error.http_status == 403 && error.kind == ErrorKind::http, "owner of the account");
  });
}

// What is said about such an answer after its first line, which has the status and the service's words.
std::string advice_on(int status, CallKind call) {
  Error error = api::error_from(status, {}, "<html>the gateway's page</html>", {});
  error.call = call;
  const std::string story = error.describe();
  return story.substr(std::min(story.find('\n'), story.size()));
}

TEST(Description, OfAContentNetworksStatusAdvisesAsOfTheOneThatItStandsFor) {
  for (const CallKind call : {CallKind::generate, CallKind::submit, CallKind::wait}) {
    SCOPED_TRACE(to_string(call));
    for (const int timed_out : {522, 524}) EXPECT_EQ(advice_on(timed_out, call), advice_on(504, call)) << timed_out;
    for (const int down : {520, 521, 523, 525, 526, 527, 529, 530}) {
      EXPECT_EQ(advice_on(down, call), advice_on(503, call)) << down;
    }
    EXPECT_TRUE(holds(advice_on(503, call), "out of order")) << advice_on(503, call);
    EXPECT_FALSE(holds(advice_on(503, call), "cost nothing")) << advice_on(503, call);
  }
  EXPECT_TRUE(holds(advice_on(504, CallKind::generate), "Use the queue"));
  EXPECT_TRUE(holds(advice_on(504, CallKind::submit), "The queue may have taken the job"));
  EXPECT_TRUE(holds(advice_on(504, CallKind::wait), "Wait for the job again"));
}

TEST(Description, OfARetiredModelSaysSoWhereItIsCertain) {
  Error error = error_of(ErrorKind::http);
  error.http_status = 410;
  for (const CallKind call : {CallKind::generate, CallKind::submit}) {
    error.call = call;
    EXPECT_TRUE(holds(error.describe(), "The service has retired the model")) << error.describe();
  }
}

TEST(Description, OfAJobThatGoesOnSaysHowToGoOn) {
  Error error = error_of(ErrorKind::cancelled);
  error.call = CallKind::wait;
  error.charge = Charge::possible;
  error.request_id = "j-1";
  EXPECT_EQ(
      error.describe(),
      "The call was cancelled: the words\n"
      "The job may be charged: it goes on in the service's queue.\n"
      "The service's id for it: j-1\n"
      "Wait for the job again, or resume it from its id (Client::resume): for an hour the queue knows it, and for 7 "
      "days the account's records.");
}

TEST(Description, TellsThatARescuedClipIsSafe) {
  Error error = error_of(ErrorKind::file);
  EXPECT_FALSE(holds(error.describe(), "rescued"));
  int stand_in = 0;  // describe() looks at the pointer alone
  error.rescued = std::shared_ptr<const Media>(std::shared_ptr<int>(), reinterpret_cast<const Media*>(&stand_in));
  EXPECT_TRUE(holds(error.describe(), "Error::rescued"));
}

TEST(Description, CountsTheAttemptsWhenThereWereSeveral) {
  Error error = error_of(ErrorKind::connection);
  error.attempts = 1;
  EXPECT_FALSE(holds(error.describe(), "attempts"));
  error.attempts = 3;
  EXPECT_TRUE(holds(error.describe(), "after 3 attempts"));
}

TEST(Description, IsSafeToPrintWhateverTheErrorHolds) {
  for (const ErrorKind kind : all_kinds) {
    Error error = error_of(kind, "\x1B[2J\r\n\xFF" + std::string(100000, 'x'));
    error.request_id = "\x1B]0;x\x07";
    error.violations = {{"\x1B", "\x1B\n", "\x1B[31m"}};
    const std::string story = error.describe();
    EXPECT_LT(story.size(), 5000u);
    EXPECT_EQ(story.find_first_of("\x1B\x07\r\xFF"), std::string::npos);
  }
}

TEST(Description, OfAnUnknownModelNamesTheSlugOnlyWhereOneWasSent) {
  Error error = error_of(ErrorKind::not_found);
  error.call = CallKind::submit;
  EXPECT_TRUE(holds(error.describe(), "slug")) << error.describe();
  error.call = CallKind::credits;
  EXPECT_FALSE(holds(error.describe(), "slug")) << error.describe();
}

}  // namespace
}  // namespace segmind
