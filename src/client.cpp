#include "segmind/client.hpp"

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>
#include <vector>

#include "api/endpoints.hpp"
#include "call/account/credits.hpp"
#include "call/account/records.hpp"
#include "call/client_options.hpp"
#include "call/engine.hpp"
#include "call/exchange/failure.hpp"
#include "call/lifecycle/batch.hpp"
#include "call/lifecycle/durations.hpp"
#include "call/lifecycle/operation.hpp"
#include "call/paid/generate.hpp"
#include "call/paid/kept.hpp"
#include "call/paid/submit.hpp"
#include "call/queue/job_data.hpp"
#include "call/recovery/recover.hpp"
#include "call/upload/upload.hpp"
#include "segmind/exception.hpp"
#include "segmind/version.hpp"
#include "text/utf8.hpp"

#define SEGMIND_TEXT_OF(number) #number
#define SEGMIND_TEXT(number) SEGMIND_TEXT_OF(number)

namespace segmind {
const char* version() noexcept {
  return SEGMIND_TEXT(SEGMIND_VERSION_MAJOR) "." SEGMIND_TEXT(SEGMIND_VERSION_MINOR) "." SEGMIND_TEXT(
      SEGMIND_VERSION_PATCH);
}

Client::Client(ClientOptions options) : Client(try_create(std::move(options)).value()) {}

Client::Client(std::shared_ptr<call::Engine> engine) noexcept : engine_(std::move(engine)) {}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
  if (this != &other) {
    const Client ended(std::move(*this));
    engine_ = std::move(other.engine_);
  }
  return *this;
}

// In one of its own callbacks, which may well hold the last owner, it cannot wait for itself: another thread does. What
// that callback has begun before it returns must not be paid for, however late that thread is.
Client::~Client() {
  if (!engine_) return;
  const std::shared_ptr<call::Engine> engine = engine_;
  if (!engine->loop().is_in_its_process()) {
    engine->abandon();
    return;
  }
  if (!engine->loop().on_thread()) {
    engine->shut_down();
    return;
  }
  try {
    std::thread([engine] { engine->shut_down(); }).detach();
    engine->loop().close();
  } catch (...) {
    engine->abandon();
  }
}

Result<Client> Client::try_create(ClientOptions options) noexcept {
  return call::without_exceptions([&]() -> Result<Client> {
    if (options.api_key.empty()) {
      if (const char* key = std::getenv("SEGMIND_API_KEY")) options.api_key = key;
    }
    if (call::Violations found = call::violations(options); !found.empty()) {
      Error error;
      error.kind = ErrorKind::invalid_request;
      error.message = found.size() == 1 ? "A client option is unusable."
                                        : std::to_string(found.size()) + " client options are unusable.";
      error.violations = std::move(found);
      return error;
    }
    return Client(call::make_engine(std::move(options)));
  });
}

Video Client::generate(const Request& request, const CallOptions& options) {
  return try_generate(request, options).value();
}

Result<Video> Client::try_generate(const Request& request, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    // The client may be destroyed by another thread while this one waits; the engine then outlives it.
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Video>(*engine, options,
                            [&](const CallOptions& here) { return call::generate(engine, request, here); });
  });
}

Operation<Video> Client::generate_async(const Request& request, const CallOptions& options) {
  return call::generate(engine_, request, options);
}

Job Client::submit(const Request& request, const CallOptions& options) { return try_submit(request, options).value(); }

Result<Job> Client::try_submit(const Request& request, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Job>(*engine, options,
                          [&](const CallOptions& here) { return call::submit(engine, request, here); });
  });
}

Operation<Job> Client::submit_async(const Request& request, const CallOptions& options) {
  return call::submit(engine_, request, options);
}

Operation<BatchSummary> Client::generate_all(std::vector<Request> requests,
                                             Function<void(std::size_t, Result<Video>)> on_result,
                                             BatchOptions options) {
  return std::make_shared<call::Batch<Video>>(std::move(requests), std::move(on_result), std::move(options),
                                              [engine = engine_](const Request& request, const CallOptions& call) {
                                                return call::generate(engine, request, call);
                                              })
      ->begin(engine_);
}

Operation<BatchSummary> Client::submit_all(std::vector<Request> requests,
                                           Function<void(std::size_t, Result<Job>)> on_result, BatchOptions options) {
  return std::make_shared<call::Batch<Job>>(std::move(requests), std::move(on_result), std::move(options),
                                            [engine = engine_](const Request& request, const CallOptions& call) {
                                              return call::submit(engine, request, call);
                                            })
      ->begin(engine_);
}

namespace {

std::vector<call::UploadItem> items_of(const std::vector<std::string>& paths) {
  std::vector<call::UploadItem> items;
  items.reserve(paths.size());
  for (const std::string& path : paths) {
    items.push_back(call::file_item(path, "paths[" + std::to_string(items.size()) + "]"));
  }
  return items;
}

std::optional<media::MediaKind> media_kind_of(ReferenceKind kind) noexcept {
  switch (kind) {
    case ReferenceKind::any: return std::nullopt;
    case ReferenceKind::image: return media::MediaKind::image;
    case ReferenceKind::video: return media::MediaKind::video;
    case ReferenceKind::voice: return media::MediaKind::voice;
  }
  return std::nullopt;
}

}  // namespace

std::string Client::upload(const std::string& path, const CallOptions& options) {
  return try_upload(path, options).value();
}

Result<std::string> Client::try_upload(const std::string& path, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<std::string>(*engine, options, [&](const CallOptions& here) {
      return call::upload(engine, call::file_item(path, "path"), here);
    });
  });
}

Operation<std::string> Client::upload_async(const std::string& path, const CallOptions& options) {
  return call::upload(engine_, call::file_item(path, "path"), options);
}

std::string Client::upload(const std::byte* data, std::size_t size, const std::string& media_type,
                           const CallOptions& options) {
  return try_upload(data, size, media_type, options).value();
}

Result<std::string> Client::try_upload(const std::byte* data, std::size_t size, const std::string& media_type,
                                       const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<std::string>(*engine, options, [&](const CallOptions& here) {
      return call::upload(engine, call::memory_item(data, size, media_type), here);
    });
  });
}

Operation<std::string> Client::upload_async(Bytes bytes, const std::string& media_type, const CallOptions& options) {
  const auto kept = std::make_shared<const Bytes>(std::move(bytes));
  return call::upload(engine_, call::memory_item(kept->data(), kept->size(), media_type, kept), options);
}

std::vector<std::string> Client::upload_all(const std::vector<std::string>& paths, const CallOptions& options) {
  return try_upload_all(paths, options).value();
}

Result<std::vector<std::string>> Client::try_upload_all(const std::vector<std::string>& paths,
                                                        const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<call::Addresses>(
        *engine, options, [&](const CallOptions& here) { return call::upload_all(engine, items_of(paths), here); });
  });
}

Operation<std::vector<std::string>> Client::upload_all_async(const std::vector<std::string>& paths,
                                                             const CallOptions& options) {
  return call::upload_all(engine_, items_of(paths), options);
}

void Client::check_uploads(const std::vector<UploadFile>& files) { try_check_uploads(files).value(); }

Result<void> Client::try_check_uploads(const std::vector<UploadFile>& files) noexcept {
  return call::without_exceptions([&]() -> Result<void> {
    std::vector<call::UploadItem> items;
    for (const UploadFile& file : files) {
      items.push_back(call::file_item(file.path, "paths[" + std::to_string(items.size()) + "]"));
      items.back().wanted = media_kind_of(file.used_as);
    }
    if (std::optional<Error> refusal = call::check(items)) return std::move(*refusal);
    return {};
  });
}

Credits Client::credits(const CallOptions& options) { return try_credits(options).value(); }

Result<Credits> Client::try_credits(const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Credits>(*engine, options, [&](const CallOptions& here) { return call::credits(engine, here); });
  });
}

Operation<Credits> Client::credits_async(const CallOptions& options) { return call::credits(engine_, options); }

RecordPage Client::records(const RecordQuery& query, const CallOptions& options) {
  return try_records(query, options).value();
}

Result<RecordPage> Client::try_records(const RecordQuery& query, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<RecordPage>(*engine, options,
                                 [&](const CallOptions& here) { return call::records(engine, query, here); });
  });
}

Operation<RecordPage> Client::records_async(const RecordQuery& query, const CallOptions& options) {
  return call::records(engine_, query, options);
}

Record Client::record(const std::string& id, const CallOptions& options) { return try_record(id, options).value(); }

Result<Record> Client::try_record(const std::string& id, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Record>(*engine, options, [&](const CallOptions& here) { return call::record(engine, id, here); });
  });
}

Operation<Record> Client::record_async(const std::string& id, const CallOptions& options) {
  return call::record(engine_, id, options);
}

std::vector<JournalEntry> Client::unfinished(const CallOptions& options) { return try_unfinished(options).value(); }

Result<std::vector<JournalEntry>> Client::try_unfinished(const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<std::vector<JournalEntry>>(
        *engine, options, [&](const CallOptions& here) { return call::unfinished(engine, here); });
  });
}

Operation<std::vector<JournalEntry>> Client::unfinished_async(const CallOptions& options) {
  return call::unfinished(engine_, options);
}

Video Client::go_on(const JournalEntry& entry, const CallOptions& options) { return try_go_on(entry, options).value(); }

Result<Video> Client::try_go_on(const JournalEntry& entry, const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Video>(*engine, options,
                            [&](const CallOptions& here) { return call::go_on(engine, entry, here); });
  });
}

Operation<Video> Client::go_on_async(const JournalEntry& entry, const CallOptions& options) {
  return call::go_on(engine_, entry, options);
}

Video Client::recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                      const CallOptions& options) {
  return try_recover(request, sent_after, options).value();
}

Result<Video> Client::try_recover(const Request& request, std::chrono::system_clock::time_point sent_after,
                                  const CallOptions& options) noexcept {
  return call::without_exceptions([&] {
    const std::shared_ptr<call::Engine> engine = engine_;
    return call::run<Video>(
        *engine, options, [&](const CallOptions& here) { return call::recover(engine, request, sent_after, here); },
        Charge::possible);
  });
}

Operation<Video> Client::recover_async(const Request& request, std::chrono::system_clock::time_point sent_after,
                                       const CallOptions& options) {
  return call::recover(engine_, request, sent_after, options);
}

bool Client::drain(std::chrono::milliseconds limit) noexcept {
  const std::shared_ptr<call::Engine> engine = engine_;
  return engine->drain(call::bounded(limit));
}

Spending Client::spending() const { return engine_->ledger().spending(); }

bool Client::pump() noexcept {
  const std::shared_ptr<call::Engine> engine = engine_;  // a callback may destroy the client
  return engine->pump();
}

Job Client::resume(const std::string& id, std::optional<std::chrono::system_clock::time_point> submitted) {
  return try_resume(id, submitted).value();
}

Result<Job> Client::try_resume(const std::string& id,
                               std::optional<std::chrono::system_clock::time_point> submitted) noexcept {
  return call::without_exceptions([&]() -> Result<Job> {
    const std::string known(api::trimmed_id(id));
    if (!api::is_plausible_id(known)) {
      return call::refused_option("id", text::excerpt(id, 80),
                                  "A job's id has 1 to 200 letters, digits and marks such as dashes, without a blank.");
    }
    const auto now = engine_->clock().time_of_day();
    constexpr std::chrono::hours a_day{24};  // a clock may be wrong, and a record lives for an hour
    call::JobFacts facts(*engine_, known, std::clamp(submitted.value_or(now), now - a_day, now));
    return Job(std::make_shared<const detail::JobData>(engine_, std::move(facts)));
  });
}

}  // namespace segmind
