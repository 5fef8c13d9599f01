// The story of an error, for a person: what happened, what it cost, what to do next.
#include <algorithm>

#include "api/limits.hpp"
#include "segmind/error.hpp"
#include "text/utf8.hpp"

namespace segmind {
namespace {

bool is_about_job(const Error& error) noexcept {
  return error.call == CallKind::wait || error.call == CallKind::status;
}

bool pays(const Error& error) noexcept { return error.call == CallKind::generate || error.call == CallKind::submit; }

std::string_view headline(const Error& error) noexcept {
  switch (error.kind) {
    case ErrorKind::invalid_request: return "Refused before anything was sent";
    case ErrorKind::spending_limit: return "Refused by the spending limit";
    case ErrorKind::misuse: return "This cannot be done";
    case ErrorKind::bad_request: return "The service cannot take the request";
    case ErrorKind::unauthorized: return "The service does not accept the key";
    case ErrorKind::insufficient_credits: return "The account has not enough credits";
    case ErrorKind::forbidden: return "The key may not do this";
    case ErrorKind::not_found: return "The service does not know what was asked for";
    case ErrorKind::rate_limited: return "Too many requests in a short time";
    case ErrorKind::server_error: return "The service failed";
    case ErrorKind::bad_gateway: return "The service is unavailable for the moment";
    case ErrorKind::gateway_timeout: return "A gateway gave up waiting for the service";
    case ErrorKind::http: return error.http_status >= 500 ? "The service failed" : "The service refused the request";
    case ErrorKind::connection: return "The connection failed";
    case ErrorKind::timeout: return "A time limit ran out";
    case ErrorKind::cancelled: return "The call was cancelled";
    case ErrorKind::bad_response: return "The answer cannot be used";
    case ErrorKind::job_failed: return "The generation failed";
    case ErrorKind::job_expired: return "The queue does not know this job";
    case ErrorKind::file: return "A file could not be read or written";
    case ErrorKind::journal: return "The journal cannot be used";
    case ErrorKind::internal: return "Something failed inside the library";
  }
  return "Something failed";
}

std::string first_line(const Error& error) {
  std::string line(headline(error));
  if (error.http_status != 0) line += " (HTTP " + std::to_string(error.http_status) + ")";
  // Messages may come from anywhere, and stories are printed: nothing in them may steer a terminal.
  const std::string message = text::excerpt(error.message, api::limits::max_told_message_bytes);
  line += message.empty() ? "." : ": " + message;
  if (error.attempts > 1) line += " (after " + std::to_string(error.attempts) + " attempts)";
  return line;
}

std::string line_for(const Violation& violation) {
  const auto shown = [](const std::string& text) { return text::excerpt(text, api::limits::max_message_bytes); };
  const std::string value = shown(violation.value);
  return "\n  " + shown(violation.field) + ": " + (value.empty() ? "" : value + " - ") + shown(violation.message);
}

std::string possible_cost(const Error& error) {
  if (error.kind == ErrorKind::misuse) return "The call itself is not touched: what it costs, its own result says.";
  if (error.kind == ErrorKind::job_expired) return "It may have been charged before the queue forgot it.";
  if (is_about_job(error)) return "The job may be charged: it goes on in the service's queue.";
  if (error.call == CallKind::recover) return "The request may have been charged when it was sent.";
  return "It may have been charged: the request had left before the failure. Look for it in the account's records "
         "(Client::recover) before you send it again.";
}

std::string cost(const Error& error) {
  switch (error.charge) {
    case Charge::none: return "It cost nothing.";
    case Charge::possible: return possible_cost(error);
    case Charge::charged:
      return is_about_job(error) ? "It was charged: the job is complete."
                                 : "It was charged: the service had answered with success.";
  }
  return {};
}

std::string wait_in_words(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  if (seconds <= 0) return "The next request may go now.";
  if (seconds < 120) return "Wait " + std::to_string(seconds) + " s before the next request.";
  return "Wait " + std::to_string((seconds + 59) / 60) + " minutes before the next request.";
}

std::string about_invalid(const Error& error) {
  const auto is_key = [](const Violation& violation) { return violation.field == "api_key"; };
  if (error.violations.size() == 1 && is_key(error.violations.front())) {
    return "Put the key of your Segmind account into the environment variable SEGMIND_API_KEY, or into "
           "ClientOptions::api_key.";
  }
  return error.violations.empty() ? "Change what the message names." : "Change what is named above, then try again.";
}

constexpr const char* out_of_order = "The service is out of order, which usually passes within minutes.";
constexpr const char* wait_again =
    "Wait for the job again, or resume it from its id (Client::resume): for an hour the queue knows it, and for 7 days "
    "the account's records.";

std::string check_address(const Error& error) {
  if (error.charge == Charge::charged) return {};  // the service itself has answered
  return error.call == CallKind::upload ? "Check that storage_url is the address of the service's storage."
                                        : "Check that base_url is the address of the service.";
}

std::string about_bad_request(const Error& error) {
  if (is_about_job(error) || error.call == CallKind::credits || error.call == CallKind::records)
    return check_address(error);
  return error.charge == Charge::none ? "Change the request as the message says; sent as it is, it would fail again."
                                      : "Change the request as the message says.";
}

std::string about_status(const Error& error) {
  if (error.charge == Charge::charged) return {};  // the clip's own address has answered
  if (error.http_status >= 300 && error.http_status <= 399) return check_address(error);
  if (error.http_status == 410 && pays(error)) return "The service has retired the model; look for a newer one.";
  if (error.http_status == 403) return "A gateway before the service refused it; the account has no part in that.";
  if (error.http_status >= 500) return out_of_order;
  return error.charge == Charge::none ? "Change what the message names; the same request would be refused again." : "";
}

std::string about_gateway_timeout(const Error& error) {
  if (error.call == CallKind::generate) {
    return "The generation may still be running. Use the queue for long ones (Client::submit): no gateway waits there.";
  }
  if (error.call == CallKind::submit) return "The queue may have taken the job all the same.";
  return pays(error) || error.call == CallKind::none ? "" : out_of_order;
}

std::string about_file(const Error& error) {
  if (!error.violations.empty()) {
    return "Change what is named; a file must be readable, and nobody may write to it meanwhile.";
  }
  if (error.rescued) return "The clip itself is safe: Error::rescued holds it. Save it to another place.";
  if (error.charge == Charge::charged) {  // of a clip that is saved, the message says where it still is
    return error.call == CallKind::none ? "" : "Move what is kept to where it should be.";
  }
  return "Check that the folder exists, may be written to and has space.";
}

std::string what_to_do(const Error& error) {
  switch (error.kind) {
    case ErrorKind::invalid_request: return about_invalid(error);
    case ErrorKind::spending_limit: return "Raise the limit, or ask for a shorter or smaller clip.";
    case ErrorKind::misuse: return {};
    case ErrorKind::bad_request: return about_bad_request(error);
    case ErrorKind::job_failed: return "Change the request as the message says; sent as it is, it may fail again.";
    case ErrorKind::unauthorized:
      return "Check the key in SEGMIND_API_KEY or ClientOptions::api_key: it may be mistyped, expired or revoked.";
    case ErrorKind::insufficient_credits:
      return is_about_job(error) ? "Add credits to your Segmind account."
                                 : "Add credits to your Segmind account, then send it again.";
    case ErrorKind::forbidden:
      return pays(error) || is_about_job(error) || error.call == CallKind::none
                 ? "Ask the owner of the account or of the team for access to this model."
                 : "Ask the owner of the account or of the team what this key may do.";
    case ErrorKind::not_found:
      if (error.call == CallKind::recover) return "Ask again later: its record may take a while to appear.";
      if (error.call == CallKind::records)
        return "Check the id; the record of a new request may take a while to appear.";
      return pays(error) && error.charge == Charge::none
                 ? "Check the slug of the request, and that base_url is the address of the service."
                 : check_address(error);
    case ErrorKind::rate_limited:
      return error.retry_after ? wait_in_words(*error.retry_after) : "Wait a minute before the next request.";
    case ErrorKind::server_error:
      return pays(error) ? "The cause is often a parameter or a reference that the service cannot use: check those "
                           "first."
                         : out_of_order;
    case ErrorKind::bad_gateway: return out_of_order;
    case ErrorKind::gateway_timeout: return about_gateway_timeout(error);
    case ErrorKind::http: return about_status(error);
    case ErrorKind::connection:
    case ErrorKind::timeout:
    case ErrorKind::cancelled:
    case ErrorKind::internal: return {};  // the message says it
    case ErrorKind::bad_response:
      return error.charge == Charge::none ? check_address(error)
                                          : "Keep this text: Segmind's support can tell what became of the request.";
    case ErrorKind::job_expired:
      return error.call == CallKind::generate ? "" : "The queue forgets a job one hour after it was submitted.";
    case ErrorKind::file: return about_file(error);
    case ErrorKind::journal:
      return "Mend what the message names: without its journal, a client sends nothing that pays.";
  }
  return {};
}

// A job that has neither failed nor expired can be waited for again, whatever ended this wait.
bool goes_on(const Error& error) noexcept {
  return is_about_job(error) && error.charge != Charge::none && error.kind != ErrorKind::job_expired &&
         error.kind != ErrorKind::misuse && !error.rescued;
}

void add_line(std::string& story, const std::string& line) {
  if (!line.empty()) story += '\n' + line;
}

}  // namespace

std::string Error::describe() const {
  std::string story = first_line(*this);
  for (const Violation& violation : violations) story += line_for(violation);
  add_line(story, cost(*this));
  if (!request_id.empty()) {
    add_line(story, "The service's id for it: " + text::excerpt(request_id, api::limits::max_id_characters));
  }
  if (!address.empty()) {
    add_line(story, "The clip can still be fetched, without a key and for up to seven days, from " +
                        text::excerpt(address, api::limits::max_address_bytes));
  }
  if (rescued && kind != ErrorKind::file)
    add_line(story, "What had arrived is in Error::rescued: save it before it is gone.");
  add_line(story, what_to_do(*this));
  if (goes_on(*this)) add_line(story, wait_again);
  return story;
}

}  // namespace segmind
