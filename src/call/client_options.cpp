#include "call/client_options.hpp"

#include <cmath>
#include <utility>

#include "api/endpoints.hpp"
#include "call/lifecycle/durations.hpp"
#include "net/curl_transport.hpp"
#include "segmind/version.hpp"
#include "text/number.hpp"
#include "web/address.hpp"

namespace segmind::call {
namespace {

void check_key(const std::string& key, Violations& found) {
  if (key.empty()) {
    found.push_back({"api_key", "", "Set ClientOptions::api_key or the environment variable SEGMIND_API_KEY."});
    return;
  }
  if (key.front() == '"' || key.front() == '\'') {
    found.push_back({"api_key", "", "It begins with a quotation mark; give the key without any."});
    return;
  }
  for (const char c : key) {
    if (c > ' ' && c < 0x7f) continue;
    found.push_back({"api_key", "",
                     "It holds a line break, a space or another character that no header may carry; "
                     "a key read from a file often ends in a line break."});
    return;
  }
}

// Before an @ there may be a password.
std::string without_login(const std::string& address) {
  return address.find('@') == std::string::npos ? address : std::string();
}

void check_service_address(const char* field, const std::string& address, Violations& found) {
  const std::string problem = web::address_problem(address);
  const std::optional<web::Url> url = web::parse_url(address);
  if (!problem.empty() || !url) {
    found.push_back({field, without_login(address), problem});
  } else if (url->has_user) {
    found.push_back({field, "", "It holds a user name or a password; only the key proves who you are."});
  } else if (!url->is_https() && !url->is_loopback()) {
    found.push_back({field, address, "The key would travel unprotected; use https (http is for loopback alone)."});
  } else if (url->has_query || url->has_fragment) {
    found.push_back({field, address, "Paths are appended to it, so it must not hold '?' or '#'."});
  }
}

// A stranger's host, which stands between, may neither get to see the records nor be taken for the service.
std::string usual_records_url(const std::string& base_url) {
  const std::optional<web::Url> base = web::parse_url(base_url);
  if (!base) return {};
  if (base->may_lead_here()) return base_url;
  const bool is_service =
      base->is_https() && base->host == api::service_host && (base->port.empty() || base->port == "443");
  return is_service ? std::string(api::default_records_url) : std::string();
}

std::string without_last_slashes(std::string address) {
  while (!address.empty() && address.back() == '/') address.pop_back();
  return address;
}

void check_base_url(const std::string& address, Violations& found) {
  check_service_address("base_url", address, found);
  const std::string bare = without_last_slashes(address);
  for (const char* version : {"/v1", "/v2"}) {
    if (bare.size() < 3 || bare.compare(bare.size() - 3, 3, version) != 0) continue;
    found.push_back(
        {"base_url", without_login(address), std::string("Give it without ") + version + ", which each call appends."});
  }
}

void check_expected_times(const ClientOptions& options, Violations& found) {
  const auto& earliest = options.expected_earliest;
  const auto& latest = options.expected_latest;
  if (earliest && earliest->count() < 0) {
    found.push_back({"expected_earliest", shown(*earliest), "It must not be negative."});
  }
  if (latest && *latest < earliest.value_or(std::chrono::milliseconds(0))) {
    found.push_back(
        {"expected_latest", shown(*latest),
         earliest ? "It must not be before expected_earliest, " + shown(*earliest) + "." : "It must not be negative."});
  }
}

}  // namespace

Violations violations(const ClientOptions& options) {
  Violations found;
  check_key(options.api_key, found);
  check_base_url(options.base_url, found);
  const bool has_own_storage = !options.storage_url.empty() && options.storage_url != options.base_url;
  if (has_own_storage) check_service_address("storage_url", options.storage_url, found);
  const bool has_own_records = !options.records_url.empty() && options.records_url != options.base_url;
  if (has_own_records) check_service_address("records_url", options.records_url, found);
  check_time("connect_timeout", options.connect_timeout, found);
  check_time("timeout", options.timeout, found);
  check_time("silence_timeout", options.silence_timeout, found);
  check_expected_times(options, found);
  if (options.requests_per_minute < 0) {
    found.push_back({"requests_per_minute", std::to_string(options.requests_per_minute), "Give 0 for no limit."});
  }
  if (options.spending_limit && !(std::isfinite(*options.spending_limit) && *options.spending_limit >= 0)) {
    found.push_back({"spending_limit", text::decimal_text(*options.spending_limit, 4),
                     "Give dollars: a number that is not negative."});
  }
  check_time("records_settle", options.records_settle, found);
  if (!options.project.empty()) check_name("project", options.project, found);
  check_retry(options.retry, found);
  if (!options.proxy.empty() && !web::is_proxy(options.proxy)) {
    found.push_back(
        {"proxy", without_login(options.proxy), "It is no address; libcurl takes such as http://host:8080."});
  }
  if (options.max_response_bytes == 0) found.push_back({"max_response_bytes", "0", "It must be positive."});
  if (!options.ca_file.empty()) {
    if (std::string problem = net::ca_file_problem(options.ca_file); !problem.empty()) {
      found.push_back({"ca_file", options.ca_file, std::move(problem)});
    }
  }
  return found;
}

std::shared_ptr<Engine> make_engine(ClientOptions options, Seams seams) {
  Settings settings;
  settings.key = Secret(std::move(options.api_key));
  settings.base_url = without_last_slashes(std::move(options.base_url));
  const std::optional<web::Url> base = web::parse_url(settings.base_url);
  settings.loopback_allowed = base && base->may_lead_here();
  settings.storage_url = without_last_slashes(std::move(options.storage_url));
  if (settings.storage_url.empty()) {
    settings.storage_url = settings.loopback_allowed ? settings.base_url : std::string(api::default_storage_url);
  }
  settings.records_url = without_last_slashes(std::move(options.records_url));
  if (settings.records_url.empty()) settings.records_url = usual_records_url(settings.base_url);
  settings.recovers = options.recover_from_records && !settings.records_url.empty();
  settings.connect_timeout = bounded(options.connect_timeout);
  settings.timeout = bounded(options.timeout);
  settings.silence_timeout = bounded(options.silence_timeout);
  settings.max_response_bytes = options.max_response_bytes;
  settings.requests_per_minute = options.requests_per_minute;
  settings.retry = options.retry;
  if (options.expected_earliest) settings.expected_earliest = bounded(*options.expected_earliest);
  if (options.expected_latest) settings.expected_latest = bounded(*options.expected_latest);
  settings.spending_limit = options.spending_limit;
  settings.journal = std::move(options.journal);
  settings.project = std::move(options.project);
  settings.spending_since = options.spending_since;
  settings.records_settle = bounded(options.records_settle);
  settings.keep_requests = options.keep_requests;
  settings.log = std::move(options.log);
  settings.user_agent = std::string("User-Agent: segmind-cpp/") + version();
  if (!seams.clock) seams.clock = std::make_shared<net::Clock>();
  if (!seams.transport) {
    net::Environment environment{std::move(options.ca_file), net::choose_proxy(std::move(options.proxy))};
    seams.transport = std::make_unique<net::CurlTransport>(std::move(environment), seams.clock);
  }
  return std::make_shared<Engine>(std::move(settings), std::move(seams.transport), std::move(seams.clock),
                                  options.pumped ? net::Loop::Thread::none : net::Loop::Thread::own);
}

}  // namespace segmind::call
