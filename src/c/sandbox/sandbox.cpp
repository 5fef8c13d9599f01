// The sandbox, for tests.
#include "segmind/c/sandbox.h"

#include <stdexcept>

#include "c/give.hpp"
#include "segmind/sandbox/server.hpp"

struct segmind_sandbox {
  explicit segmind_sandbox(segmind::sandbox::Options options) : server(std::move(options)) {}

  segmind::sandbox::Server server;
};

namespace segmind::c {
namespace {

using std::chrono::milliseconds;

/// The sandbox throws what the standard library has: an argument that makes no sense, or a port that is taken.
Error error_of_sandbox(ErrorKind kind, const char* message) {
  Error error;
  error.kind = kind;
  error.message = message;
  return error;
}

template <typename Work>
auto without_exceptions(const Work& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::invalid_argument& mistake) {
    return error_of_sandbox(ErrorKind::invalid_request, mistake.what());
  } catch (const std::runtime_error& failure) {
    return error_of_sandbox(ErrorKind::connection, failure.what());
  }
}

sandbox::Options options_of(const segmind_sandbox_options& given) {
  sandbox::Options options;
  options.port = given.port;
  options.render = given.draw;
  if (given.has_credits) options.credits = given.credits;
  options.generation_time = milliseconds(given.generation_time_ms);
  options.requests_per_minute = given.requests_per_minute;
  return options;
}

segmind_sandbox_counts shown_counts(const sandbox::Counts& counts) noexcept {
  segmind_sandbox_counts shown = {};
  shown.size = sizeof shown;
  shown.requests = counts.requests;
  shown.generate = counts.generate;
  shown.submit = counts.submit;
  shown.status = counts.status;
  shown.upload = counts.upload;
  shown.records = counts.records;
  shown.download = counts.download;
  shown.generations_started = counts.generations_started;
  shown.generations_completed = counts.generations_completed;
  shown.generations_charged = counts.generations_charged;
  shown.dollars_charged = counts.dollars_charged;
  shown.waiting = counts.waiting;
  shown.abandoned = counts.abandoned;
  shown.keys_on_files_origin = counts.keys_on_files_origin;
  return shown;
}

}  // namespace
}  // namespace segmind::c

using namespace segmind::c;

segmind_status segmind_sandbox_start(const segmind_sandbox_options* options, segmind_sandbox** sandbox,
                                     segmind_error** error) {
  using Started = std::unique_ptr<segmind_sandbox>;
  return give_made(sandbox, error, [&] {
    return without_exceptions([&]() -> segmind::Result<Started> {
      segmind_sandbox_options known;
      if (auto refused = read(options, known, "options")) return std::move(*refused);
      return std::make_unique<segmind_sandbox>(options_of(known));
    });
  });
}

void segmind_sandbox_free(segmind_sandbox* sandbox) { delete sandbox; }

const char* segmind_sandbox_url(const segmind_sandbox* sandbox) {
  return sandbox == nullptr ? nullptr : sandbox->server.base_url().c_str();
}

const char* segmind_sandbox_key(const segmind_sandbox* sandbox) {
  return sandbox == nullptr ? nullptr : sandbox->server.api_key().c_str();
}

segmind_status segmind_sandbox_use(const segmind_sandbox* sandbox, segmind_client_options* options,
                                   segmind_error** error) {
  return give_nothing(error, [&]() -> segmind::Result<void> {
    if (sandbox == nullptr) return missing("sandbox");
    if (options == nullptr) return missing("options");
    if (!has_size(*options)) return without_size("options");
    segmind_client_options known;
    if (auto refused = read(options, known, "options")) return std::move(*refused);
    known.api_key = sandbox->server.api_key().c_str();
    known.base_url = sandbox->server.base_url().c_str();
    known.storage_url = sandbox->server.storage_url().c_str();
    known.has_expected_time = true;
    known.expected_earliest_ms = known.expected_latest_ms = 0;
    fill(options, known);
    return {};
  });
}

segmind_status segmind_sandbox_inject(segmind_sandbox* sandbox, const char* fault, segmind_error** error) {
  return give_nothing(error, [&] {
    return without_exceptions([&]() -> segmind::Result<void> {
      if (sandbox == nullptr) return missing("sandbox");
      if (fault == nullptr) return missing("fault");
      sandbox->server.inject(segmind::sandbox::Fault::parse(fault));
      return {};
    });
  });
}

void segmind_sandbox_clear_faults(segmind_sandbox* sandbox) {
  if (sandbox != nullptr) sandbox->server.clear_faults();
}

const char* segmind_sandbox_fault_grammar(void) { return segmind::sandbox::fault_grammar().data(); }

void segmind_sandbox_hold(segmind_sandbox* sandbox) {
  if (sandbox != nullptr) sandbox->server.hold();
}

void segmind_sandbox_release(segmind_sandbox* sandbox) {
  if (sandbox != nullptr) sandbox->server.release();
}

void segmind_sandbox_expire_jobs(segmind_sandbox* sandbox) {
  if (sandbox != nullptr) sandbox->server.expire_jobs();
}

segmind_status segmind_sandbox_count(const segmind_sandbox* sandbox, segmind_sandbox_counts* counts,
                                     segmind_error** error) {
  return give_filled(counts, error, [&]() -> segmind::Result<segmind_sandbox_counts> {
    if (sandbox == nullptr) return missing("sandbox");
    return shown_counts(sandbox->server.counts());
  });
}

bool segmind_sandbox_wait_for(const segmind_sandbox* sandbox,
                              bool (*holds)(void* user_data, const segmind_sandbox_counts* counts), void* user_data,
                              int64_t limit_ms) {
  if (sandbox == nullptr || holds == nullptr) return false;
  try {
    const auto now_holds = [&](const segmind::sandbox::Counts& counts) {
      const segmind_sandbox_counts shown = shown_counts(counts);
      return holds(user_data, &shown);
    };
    return sandbox->server.wait_for(now_holds, std::chrono::milliseconds(limit_ms));
  } catch (...) {
    return false;
  }
}
