#include "sandbox/options_check.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <stdexcept>
#include <string>

namespace segmind::sandbox {
namespace {

/// Whether a header can carry the text unchanged: no control character, and no blank at either end.
bool is_header_value(const std::string& text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         std::none_of(text.begin(), text.end(), is_control);
}

/// Whether the text is a name or an IPv4 address.
bool is_host(const std::string& text) {
  constexpr std::size_t longest = 253;
  const auto fits = [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || c == '.' || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= longest && text.front() != '.' && text.find("..") == std::string::npos &&
         std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

bool is_amount(double dollars) noexcept { return std::isfinite(dollars) && dollars >= 0; }

void need(bool fine, const char* what) {
  if (!fine) throw std::invalid_argument(what);
}

void check(const Options& options) {
  std::string problems;
  const auto want = [&](bool fine, const char* what) {
    if (!fine) problems.append(problems.empty() ? "sandbox: " : "; ").append(what);
  };
  want(is_header_value(options.api_key),
       "the key must not be empty, nor hold a control character, nor begin or end with a blank");
  want(is_amount(options.credits), "credits must be an amount in dollars, 0 or more");
  want(is_amount(options.free_credits), "free credits must be an amount in dollars, 0 or more");
  want(options.generation_time.count() >= 0, "the generation time must not be negative");
  want(options.job_lifetime.count() > 0 && options.file_lifetime.count() > 0, "a lifetime must be positive");
  want(options.requests_per_minute >= 0 && options.rate_window.count() > 0, "the rate limit makes no sense");
  want(options.records.delay.count() >= 0 && options.records.most_per_page > 0 && options.records.twins >= 0,
       "the records make no sense");
  want(options.billed_for_a_video.count() >= 0, "the seconds that a reference video is billed must not be negative");
  want(options.certificate_file.empty() == options.private_key_file.empty(),
       "a certificate and its private key go together");
  want(is_host(options.host), "the host must be a name or an IPv4 address, without a scheme or a port");
  if (!problems.empty()) throw std::invalid_argument(problems);
}

}  // namespace segmind::sandbox
