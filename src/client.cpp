#include "segmind/client.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <utility>
#include <vector>

#include "api/endpoints.hpp"
#include "api/utf8.hpp"
#include "call/batch.hpp"
#include "call/credits.hpp"
#include "call/durations.hpp"
#include "call/engine.hpp"
#include "call/failure.hpp"
#include "call/generate.hpp"
#include "call/job_data.hpp"
#include "call/operation.hpp"
#include "call/submit.hpp"
#include "call/upload.hpp"
#include "net/url.hpp"
#include "segmind/exception.hpp"
#include "segmind/version.hpp"

#define SEGMIND_TEXT_OF(number) #number
#define SEGMIND_TEXT(number) SEGMIND_TEXT_OF(number)

namespace segmind {
namespace {

constexpr const char* version_text =
    SEGMIND_TEXT(SEGMIND_VERSION_MAJOR) "." SEGMIND_TEXT(SEGMIND_VERSION_MINOR) "." SEGMIND_TEXT(SEGMIND_VERSION_PATCH);

using Violations = std::vector<Violation>;

void check_key(const std::string& key, Violations& found) {
  if (key.empty()) {
    found.push_back({"api_key", "", "Set ClientOptions::api_key or the environment variable SEGMIND_API_KEY."});
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

void check_service_address(const char* field, const std::string& address, Violations& found) {
  const std::string problem = net::address_problem(address);
  const std::optional<net::Url> url = net::parse_url(address);
  if (!problem.empty() || !url) {
    found.push_back({field, address, problem});
  } else if (url->has_user) {
    found.push_back({field, "", "It holds a user name or a password; only the key proves who you are."});
  } else if (!url->is_https() && !url->is_loopback()) {
    found.push_back({field, address, "The key would travel unprotected; use https (http is for loopback alone)."});
  } else if (url->has_query || url->has_fragment) {
    found.push_back({field, address, "Paths are appended to it, so it must not hold '?' or '#'."});
  }
}

void check_time(const char* field, std::chrono::milliseconds time, Violations& found) {
  if (time.count() <= 0) found.push_back({field, std::to_string(time.count()) + " ms", "It must be positive."});
}

void check_retry(const RetryPolicy& retry, Violations& found) {
  if (retry.attempts < 1) found.push_back({"retry.attempts", std::to_string(retry.attempts), "Give at least 1."});
  if (retry.first_wait.count() < 0 || retry.longest_wait.count() < 0) {
    found.push_back({"retry", "", "Its waits must not be negative."});
  }
}

Violations violations(const ClientOptions& options) {
  Violations found;
  check_key(options.api_key, found);
  check_service_address("base_url", options.base_url, found);
  check_service_address("storage_url", options.storage_url, found);
  check_time("connect_timeout", options.connect_timeout, found);
  check_time("timeout", options.timeout, found);
  check_time("silence_timeout", options.silence_timeout, found);
  if (options.expected_earliest.count() < 0 || options.expected_latest < options.expected_earliest) {
    found.push_back({"expected_latest", std::to_string(options.expected_latest.count()) + " ms",
                     "Give two times from the submission on, the earliest first."});
  }
  if (options.requests_per_minute < 0) {
    found.push_back({"requests_per_minute", std::to_string(options.requests_per_minute), "Give 0 for no limit."});
  }
  if (options.spending_limit && !(std::isfinite(*options.spending_limit) && *options.spending_limit >= 0)) {
    found.push_back({"spending_limit", "", "Give dollars: a number that is not negative."});
  }
  check_retry(options.retry, found);
  if (options.max_response_bytes == 0) found.push_back({"max_response_bytes", "0", "It must be positive."});
  if (!options.ca_file.empty() && !std::ifstream(options.ca_file)) {
    found.push_back({"ca_file", options.ca_file, "It cannot be read; give a PEM file of certificates."});
  }
  return found;
}

std::string without_last_slashes(std::string address) {
  while (!address.empty() && address.back() == '/') address.pop_back();
  return address;
}

std::shared_ptr<call::Engine> make_engine(ClientOptions options) {
  call::Settings settings;
  settings.key = call::Secret(std::move(options.api_key));
  settings.base_url = without_last_slashes(std::move(options.base_url));
  settings.storage_url = without_last_slashes(std::move(options.storage_url));
  const std::optional<net::Url> base = net::parse_url(settings.base_url);
  settings.loopback_allowed = base && base->is_loopback();
  settings.connect_timeout = call::bounded(options.connect_timeout);
  settings.timeout = call::bounded(options.timeout);
  settings.silence_timeout = call::bounded(options.silence_timeout);
  settings.max_response_bytes = options.max_response_bytes;
  settings.requests_per_minute = options.requests_per_minute;
  settings.retry = options.retry;
  settings.expectation = {call::bounded(options.expected_earliest), call::bounded(options.expected_latest), false};
  settings.spending_limit = options.spending_limit;
  settings.log = std::move(options.log);
  net::Environment environment;
  environment.user_agent = std::string("segmind-cpp/") + version_text;
  environment.ca_file = std::move(options.ca_file);
  environment.proxy = std::move(options.proxy);
  return std::make_shared<call::Engine>(std::move(settings), std::move(environment), net::Driver::Kind::best,
                                        options.pumped ? net::Loop::Thread::none : net::Loop::Thread::own);
}

}  // namespace

const char* version() noexcept { return version_text; }

class Client::Impl {
 public:
  explicit Impl(std::shared_ptr<call::Engine> made) : engine(std::move(made)) {}
  const std::shared_ptr<call::Engine> engine;
};

Client::Client(ClientOptions options) : Client(try_create(std::move(options)).value()) {}

Client::Client(std::shared_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
  std::swap(impl_, other.impl_);
  return *this;
}

Client::~Client() {
  if (impl_) impl_->engine->shut_down();
}

Result<Client> Client::try_create(ClientOptions options) noexcept {
  return call::without_exceptions([&]() -> Result<Client> {
    if (options.api_key.empty()) {
      if (const char* key = std::getenv("SEGMIND_API_KEY")) options.api_key = key;
    }
    if (Violations found = violations(options); !found.empty()) {
      Error error;
      error.kind = ErrorKind::invalid_request;
      error.message = found.size() == 1 ? "A client option is unusable."
                                        : std::to_string(found.size()) + " client options are unusable.";
      error.violations = std::move(found);
      return error;
    }
    return Client(std::make_shared<Impl>(make_engine(std::move(options))));
  });
}

Video Client::generate(const Wan27R2VRequest& request, const CallOptions& options) {
  return try_generate(request, options).value();
}

Result<Video> Client::try_generate(const Wan27R2VRequest& request, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    // The client may be destroyed by another thread while this one waits; the engine then outlives it.
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<Video>(*engine, options,
                            [&](const CallOptions& here) { return call::generate(engine, request, here); });
  });
}

Operation<Video> Client::generate_async(const Wan27R2VRequest& request, const CallOptions& options) {
  return call::generate(impl_->engine, request, options);
}

Job Client::submit(const Wan27R2VRequest& request, const CallOptions& options) {
  return try_submit(request, options).value();
}

Result<Job> Client::try_submit(const Wan27R2VRequest& request, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<Job>(*engine, options,
                          [&](const CallOptions& here) { return call::submit(engine, request, here); });
  });
}

Operation<Job> Client::submit_async(const Wan27R2VRequest& request, const CallOptions& options) {
  return call::submit(impl_->engine, request, options);
}

Operation<BatchSummary> Client::generate_all(std::vector<Wan27R2VRequest> requests,
                                             Function<void(std::size_t, Result<Video>)> on_result,
                                             BatchOptions options) {
  return std::make_shared<call::Batch<Video>>(
             std::move(requests), std::move(on_result), std::move(options),
             [engine = impl_->engine](const Wan27R2VRequest& request, const CallOptions& call) {
               return call::generate(engine, request, call);
             })
      ->begin(impl_->engine);
}

Operation<BatchSummary> Client::submit_all(std::vector<Wan27R2VRequest> requests,
                                           Function<void(std::size_t, Result<Job>)> on_result, BatchOptions options) {
  return std::make_shared<call::Batch<Job>>(
             std::move(requests), std::move(on_result), std::move(options),
             [engine = impl_->engine](const Wan27R2VRequest& request, const CallOptions& call) {
               return call::submit(engine, request, call);
             })
      ->begin(impl_->engine);
}

namespace {

std::vector<call::UploadItem> items_of(call::Engine& engine, const std::vector<std::string>& paths) {
  std::vector<call::UploadItem> items;
  for (const std::string& path : paths) {
    items.push_back(call::file_item(engine, path, "paths[" + std::to_string(items.size()) + "]"));
  }
  return items;
}

}  // namespace

std::string Client::upload(const std::string& path, const CallOptions& options) {
  return try_upload(path, options).value();
}

Result<std::string> Client::try_upload(const std::string& path, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<std::string>(*engine, options, [&](const CallOptions& here) {
      return call::upload(engine, call::file_item(*engine, path, "path"), here);
    });
  });
}

Operation<std::string> Client::upload_async(const std::string& path, const CallOptions& options) {
  return call::upload(impl_->engine, call::file_item(*impl_->engine, path, "path"), options);
}

std::string Client::upload(const std::byte* data, std::size_t size, const std::string& media_type,
                           const CallOptions& options) {
  return try_upload(data, size, media_type, options).value();
}

Result<std::string> Client::try_upload(const std::byte* data, std::size_t size, const std::string& media_type,
                                       const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<std::string>(*engine, options, [&](const CallOptions& here) {
      return call::upload(engine, call::memory_item(*engine, data, size, media_type), here);
    });
  });
}

Operation<std::string> Client::upload_async(Bytes bytes, const std::string& media_type, const CallOptions& options) {
  const auto kept = std::make_shared<const Bytes>(std::move(bytes));
  return call::upload(impl_->engine, call::memory_item(*impl_->engine, kept->data(), kept->size(), media_type, kept),
                      options);
}

std::vector<std::string> Client::upload_all(const std::vector<std::string>& paths, const CallOptions& options) {
  return try_upload_all(paths, options).value();
}

Result<std::vector<std::string>> Client::try_upload_all(const std::vector<std::string>& paths,
                                                        const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<call::Addresses>(*engine, options, [&](const CallOptions& here) {
      return call::upload_all(engine, items_of(*engine, paths), here);
    });
  });
}

Operation<std::vector<std::string>> Client::upload_all_async(const std::vector<std::string>& paths,
                                                             const CallOptions& options) {
  return call::upload_all(impl_->engine, items_of(*impl_->engine, paths), options);
}

Credits Client::credits(const CallOptions& options) { return try_credits(options).value(); }

Result<Credits> Client::try_credits(const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = impl_->engine;
    return call::run<Credits>(*engine, options, [&](const CallOptions& here) { return call::credits(engine, here); });
  });
}

Operation<Credits> Client::credits_async(const CallOptions& options) { return call::credits(impl_->engine, options); }

Spending Client::spending() const { return impl_->engine->ledger().spending(); }

bool Client::pump() noexcept { return impl_->engine->pump(); }

Job Client::resume(const std::string& id, std::optional<std::chrono::system_clock::time_point> submitted) {
  return try_resume(id, submitted).value();
}

Result<Job> Client::try_resume(const std::string& id,
                               std::optional<std::chrono::system_clock::time_point> submitted) noexcept {
  return call::without_exceptions([&]() -> Result<Job> {
    if (!api::is_plausible_id(id)) {
      return call::refused_option("id", api::excerpt(id, 80),
                                  "A job's id has 1 to 200 letters, digits, dots, dashes and underscores.");
    }
    call::JobFacts facts{id, submitted.value_or(std::chrono::system_clock::now()), true};
    return Job(std::make_shared<const detail::JobData>(impl_->engine, std::move(facts)));
  });
}

}  // namespace segmind
