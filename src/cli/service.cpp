#include "cli/service.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "cli/refusal.hpp"

#if defined(SEGMIND_CLI_WITH_SANDBOX)
#  include <segmind/sandbox/server.hpp>
#endif

namespace segmind::cli {

#if defined(SEGMIND_CLI_WITH_SANDBOX)

struct Service::Sandbox {
  explicit Sandbox(segmind::sandbox::Options settings) : server(std::move(settings)) {}
  segmind::sandbox::Server server;
};

void Service::start_sandbox() {
  segmind::sandbox::Options settings;
  settings.generation_time = std::chrono::seconds{3};  // long enough to see the progress line
  sandbox_ = std::make_unique<Sandbox>(settings);
  options.base_url = sandbox_->server.base_url();
  options.api_key = sandbox_->server.api_key();
  options.expected_earliest = std::chrono::seconds{3};
  options.expected_latest = std::chrono::seconds{10};
  currency = "play dollars";
  usual = {std::chrono::seconds{3}, std::chrono::seconds{10}};
  announcement =
      "SEGMIND_API_KEY is not set: the clip comes from a sandbox on this machine. It costs nothing.\n"
      "It is a drawing of the request, not a generation.";
  if (const std::string notice = sandbox_->server.notice(); !notice.empty()) announcement += '\n' + notice;
}

#else

struct Service::Sandbox {};

void Service::start_sandbox() {
  problem =
      "SEGMIND_API_KEY is not set, and this program was built without the sandbox; set the key to call Segmind (that "
      "costs money), or build with -DSEGMIND_BUILD_SANDBOX=ON";
}

#endif

Service::Service(const std::optional<std::string>& base_url, const std::string& no_sandbox) {
  const char* key = std::getenv("SEGMIND_API_KEY");
  const bool has_key = key != nullptr && *key != '\0';
  if (base_url) {
    options.base_url = *base_url;
    options.storage_url = *base_url;
    if (is_local()) {  // a sandbox, whose generations take seconds
      options.expected_earliest = std::chrono::seconds{1};
      options.expected_latest = std::chrono::seconds{10};
    }
    announcement = "Calling " + *base_url + '.';
    currency = "dollars";  // real ones or not
  } else if (has_key) {
    announcement = "Calling " + options.base_url + '.';
  } else if (!no_sandbox.empty()) {
    problem = no_sandbox + ": set SEGMIND_API_KEY, or give --base-url";
  } else {
    start_sandbox();
  }
}

Service::~Service() = default;

segmind::Result<segmind::Client> Service::connect(const segmind::ClientOptions& how,
                                                  std::vector<std::string>& problems) const {
  auto client = segmind::Client::try_create(how);
  if (!problem.empty()) {
    problems.push_back(problem);
  } else if (!client) {
    for (std::string& reason : problems_in(client.error())) problems.push_back(std::move(reason));
  }
  return client;
}

std::vector<segmind::Advice> Service::advice_on(const segmind::Wan27R2VRequest& request) const {
  std::vector<segmind::Advice> advice = request.advice();
  const auto moot = [this](const segmind::Advice& one) {
    return is_local() && one.code == segmind::AdviceCode::address_not_public;
  };
  advice.erase(std::remove_if(advice.begin(), advice.end(), moot), advice.end());
  return advice;
}

}  // namespace segmind::cli
