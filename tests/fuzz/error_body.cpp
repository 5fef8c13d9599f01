// The answers that are no success: what they cost, what they say, and that nothing they say shows the key.

#include <iterator>
#include <string>

#include "api/limits.hpp"
#include "api/status.hpp"
#include "api/words.hpp"
#include "call/exchange/secret.hpp"
#include "fuzz.hpp"

namespace segmind::fuzz {
namespace {

constexpr int statuses[] = {200, 201, 301, 400, 401, 402, 403, 404, 405, 406,
                            408, 422, 429, 499, 500, 502, 503, 504, 520, 999};

bool is_certain_refusal(int status) { return status >= 300 && status < 500 && status != 408 && status != 499; }

}  // namespace

FUZZ(error_body, input) {
  const std::string key = "SG_0123456789abcdef";  // stands in the corpus
  const call::Secret secret(key);
  Reader reader(input);
  const int status = statuses[reader.byte() % std::size(statuses)];
  const std::string id = secret.scrub(std::string(reader.line()));
  const std::string wait(reader.line());
  const std::string body = secret.scrub(std::string(reader.rest()));
  const api::Headers headers{{"x-request-id", id}, {"retry-after", wait}, {"server", "cloudflare"}};
  Error error = api::error_from(status, headers, body, std::chrono::system_clock::time_point{});
  promise(!error.message.empty() && error.message.size() <= api::limits::max_message_bytes,
          "an error has bounded words");
  promise(is_safe(error.message) && is_safe(error.request_id), "an error can be printed");
  promise((error.charge == Charge::none) == is_certain_refusal(status), "only a refusal costs nothing for certain");
  promise((error.charge == Charge::charged) == (status == 200), "only a 200 is charged for certain");
  promise(!error.retry_after || (error.retry_after->count() >= 0 && *error.retry_after <= api::limits::max_retry_after),
          "a wait is bounded");
  // As Call::fail() does.
  error.message = secret.scrub(std::move(error.message));
  error.request_id = secret.scrub(std::move(error.request_id));
  const std::string told = error.describe();
  promise(told.find(key) == told.npos && error.request_id.find(key) == error.request_id.npos, "no error shows the key");
  const std::string words = api::words_in(input);
  promise(is_safe(words) && words.size() <= api::limits::max_message_bytes, "the service's words can be printed");
}

}  // namespace segmind::fuzz
