#include "sandbox/answer.hpp"

#include <algorithm>

#include "sandbox/json_text.hpp"

namespace segmind::sandbox {

Body Body::of(std::string text) { return of(std::make_shared<const std::string>(std::move(text))); }

Body Body::of(std::shared_ptr<const std::string> bytes) {
  const auto size = bytes->size();
  return of(std::move(bytes), 0, size);
}

Body Body::of(std::shared_ptr<const std::string> bytes, std::uint64_t offset, std::uint64_t size) {
  Body body;
  body.bytes = std::move(bytes);
  body.offset = offset;
  body.size = size;
  return body;
}

Body Body::filler_of(std::uint64_t size) {
  Body body;
  body.size = size;
  body.filler = true;
  return body;
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

void Answer::set(std::string name, std::string value) {
  drop(name);
  headers.emplace_back(std::move(name), std::move(value));
}

void Answer::drop(std::string_view name) {
  headers.erase(
      std::remove_if(headers.begin(), headers.end(), [&](const auto& header) { return same_name(header.first, name); }),
      headers.end());
}

bool Answer::has(std::string_view name) const noexcept {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return same_name(header.first, name); });
}

Answer json_answer(int status, std::string json) {
  Answer answer;
  answer.status = status;
  answer.set("Content-Type", "application/json");
  answer.body = Body::of(std::move(json));
  return answer;
}

Answer error_answer(int status, std::string_view text) {
  return json_answer(status, json_text({{"error", std::string(text)}}));
}

Answer html_answer(int status) {
  const std::string title = std::to_string(status) + " " + std::string(reason_phrase(status));
  Answer answer;
  answer.status = status;
  answer.set("Content-Type", "text/html; charset=utf-8");
  answer.body = Body::of("<!doctype html>\n<html lang=en>\n<title>" + title + "</title>\n<h1>" + title +
                         "</h1>\n<p>The sandbox does not do that at this address.</p>\n");
  return answer;
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100: return "Continue";
    case 102: return "Processing";
    case 103: return "Early Hints";
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 402: return "Payment Required";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 413: return "Content Too Large";
    case 416: return "Range Not Satisfiable";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 499: return "Client Closed Request";
    case 500: return "Internal Server Error";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 520: return "Web Server Returned an Unknown Error";
    case 521: return "Web Server Is Down";
    case 522: return "Connection Timed Out";
    case 523: return "Origin Is Unreachable";
    case 524: return "A Timeout Occurred";
    case 525: return "SSL Handshake Failed";
    case 526: return "Invalid SSL Certificate";
    case 529: return "Site Is Overloaded";
    case 530: return "Origin DNS Error";
    default: return "Status";
  }
}

std::string head_text(const Answer& answer) {
  std::string text =
      "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason_phrase(answer.status)) + "\r\n";
  for (const auto& [name, value] : answer.headers) text.append(name).append(": ").append(value).append("\r\n");
  return text.append("\r\n");
}

}  // namespace segmind::sandbox
