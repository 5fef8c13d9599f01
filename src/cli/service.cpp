#include "cli/service.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "cli/refusal.hpp"

#if defined(SEGMIND_CLI_WITH_SANDBOX)
#  include <segmind/sandbox/server.hpp>
#endif

namespace segmind::cli {
namespace {

constexpr const char* address_variable = "SEGMIND_BASE_URL";

/// What the environment says; nothing where that is empty.
std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

/// So that two spellings of one address are one service to a journal.
std::string plain(std::string address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string::npos) return address;
  const auto host_end =
      address.begin() + static_cast<std::ptrdiff_t>(std::min(address.find('/', scheme + 3), address.size()));
  std::transform(address.begin(), host_end, address.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (address.back() == '/') address.pop_back();
  return address;
}

}  // namespace

#if defined(SEGMIND_CLI_WITH_SANDBOX)

struct Service::Sandbox {
  explicit Sandbox(segmind::sandbox::Options settings) : server(std::move(settings)) {}
  segmind::sandbox::Server server;
};

void Service::start_sandbox() {
  segmind::sandbox::Options settings;
  settings.generation_time = std::chrono::seconds{3};  // long enough to see the progress line
  try {
    sandbox_ = std::make_unique<Sandbox>(settings);
  } catch (const std::runtime_error& error) {
    problem = std::string("The sandbox cannot start: ") + error.what();
    return;
  }
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
      "SEGMIND_API_KEY is not set, and this program has no sandbox, which needs Linux or macOS and "
      "-DSEGMIND_BUILD_SANDBOX=ON; set the key to call Segmind (that costs money), or give a sandbox's --base-url";
}

#endif

Service::Service(const std::optional<std::string>& base_url, const std::string& no_sandbox)
    : given_address(base_url ? base_url : variable(address_variable)), is_from_environment_(!base_url) {
  if (given_address) {
    options.base_url = plain(*given_address);
    options.storage_url = options.base_url;
    if (is_local()) {  // a stand-in answers within seconds, not minutes
      options.expected_earliest = std::chrono::seconds{1};
      options.expected_latest = std::chrono::seconds{10};
    }
    announcement =
        "Calling " + *given_address + (is_from_environment_ ? std::string(", as ") + address_variable + " says." : ".");
    currency = "dollars";  // real ones or play money: only who runs it knows
  } else if (variable("SEGMIND_API_KEY")) {
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
    for (std::string& reason : problems_in(client.error())) {
      const std::string flag = flag_for("base_url");
      if (is_from_environment_ && reason.rfind(flag, 0) == 0) reason.replace(0, flag.size(), address_variable);
      problems.push_back(std::move(reason));
    }
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
