#include "api/status.hpp"

#include <array>
#include <utility>

#include "api/answer_fields.hpp"
#include "api/limits.hpp"
#include "api/retry.hpp"
#include "api/words.hpp"
#include "text/number.hpp"
#include "text/utf8.hpp"

namespace segmind::api {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return text;
}

// 406 on v1 means an empty account, a refused parameter or a team's spend limit (documented): the text decides.
bool is_about_credits(const std::string& message) {
  const std::string text = lower(message);
  if (text.find("spend limit") != std::string::npos || text.find("spending limit") != std::string::npos) return false;
  if (text.find("credit") != std::string::npos) return true;
  const std::size_t at = text.find("balance");
  const bool inside_name = at != 0 && at != std::string::npos && (text[at - 1] == '_' || text[at - 1] == '-');
  return at != std::string::npos && !inside_name;  // "white_balance" is a parameter
}

// Whether a gateway checks that the caller is human. Such a 403 says nothing about the key or the account.
bool is_challenge(int status, const Headers& headers, std::string_view body) {
  const std::string_view type = find(headers, "content-type");
  const bool is_page = type.find("html") != type.npos || text::trim(body.substr(0, 64)).substr(0, 1) == "<";
  return status == 403 && (!find(headers, "cf-mitigated").empty() || is_page);
}

ErrorKind kind_of(int status, const std::string& words) {
  switch (status) {
    case 400:
    case 422: return ErrorKind::bad_request;
    case 401: return ErrorKind::unauthorized;
    case 402: return ErrorKind::insufficient_credits;
    case 403: return ErrorKind::forbidden;
    case 404: return ErrorKind::not_found;
    case 406: return is_about_credits(words) ? ErrorKind::insufficient_credits : ErrorKind::http;
    case 429: return ErrorKind::rate_limited;
    case 500: return ErrorKind::server_error;
    case 502: return ErrorKind::bad_gateway;
    case 504:
    case 522:  // a CDN's status for a gateway timeout (observed elsewhere), like 524
    case 524: return ErrorKind::gateway_timeout;
    default: break;
  }
  return status >= 300 && status <= 599 ? ErrorKind::http : ErrorKind::bad_response;
}

std::string message_of(int status, const std::string& words) {
  if (!words.empty()) return words;
  std::string phrase(reason_phrase(status));
  if (status >= 300 && status <= 399) phrase += " (a redirect; the key is never taken to another address)";
  return phrase;
}

std::string request_id_of(const Headers& headers, std::string_view body) {
  if (const auto id = find(headers, "x-request-id"); !text::is_blank(id))
    return text::excerpt(id, limits::max_id_characters);
  const auto json = text::parse_json(body.substr(0, limits::max_error_body_bytes));
  return json ? id_of(text::member(*json, "request_id")).value_or("") : "";
}

// Any answer may have x-rate-limit-reset-at-utc; only in a 429 does it ask to wait.
std::optional<std::chrono::milliseconds> wait_asked_for(int status, const Headers& headers,
                                                        std::chrono::system_clock::time_point now) {
  if (status != 429 && find(headers, "retry-after").empty()) return std::nullopt;
  return retry_after(headers, now);
}

}  // namespace

// Only a 200 is billed (documented). Behind a gateway's 5xx, 408 or 499 the service may still answer 200 (observed
// elsewhere). A 2xx other than 200 may be billed, too (inferred).
Charge charge_of(int status) noexcept {
  if (status == 200) return Charge::charged;
  const bool refused = status >= 300 && status <= 499 && status != 408 && status != 499;
  return refused ? Charge::none : Charge::possible;
}

// Unclear: a 500 is often a bad parameter (documented), and behind a 504 the generation may go on. From 521 to 530 a
// CDN reports that the service does not answer (observed elsewhere).
Health health_of(int status) noexcept {
  const bool timed_out = status == 522 || status == 524;
  if (status == 502 || status == 503 || (status >= 521 && status <= 530 && !timed_out)) return Health::out_of_order;
  return status < 500 ? Health::works : Health::unclear;
}

Error error_from(int status, const Headers& headers, std::string_view body, std::chrono::system_clock::time_point now) {
  const std::string words = words_in(body);
  Error error;
  error.kind = is_challenge(status, headers, body) ? ErrorKind::http : kind_of(status, words);
  error.http_status = status;
  error.message = message_of(status, words);
  error.request_id = request_id_of(headers, body);
  error.retry_after = wait_asked_for(status, headers, now);
  error.charge = charge_of(status);
  return error;
}

std::string_view reason_phrase(int status) noexcept {
  constexpr std::array<std::pair<int, std::string_view>, 53> phrases{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {203, "Non-Authoritative Information"},
      {204, "No Content"},
      {205, "Reset Content"},
      {206, "Partial Content"},
      {300, "Multiple Choices"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {402, "Payment Required"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {425, "Too Early"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {499, "Client Closed Request"},
      {520, "Web Server Returned an Unknown Error"},
      {521, "Web Server Is Down"},
      {522, "Connection Timed Out"},
      {523, "Origin Is Unreachable"},
      {524, "A Timeout Occurred"},
      {525, "SSL Handshake Failed"},
      {526, "Invalid SSL Certificate"},
      {527, "Railgun Error"},
      {529, "Site Is Overloaded"},
      {530, "Origin DNS Error"},
      {507, "Insufficient Storage"},
      {508, "Loop Detected"},
  }};
  for (const auto& [known, phrase] : phrases) {
    if (known == status) return phrase;
  }
  return "Unknown status";
}

}  // namespace segmind::api
