// What pays, and what fetches what was paid for.
#include "c/arguments.hpp"
#include "c/handles.hpp"
#include "c/operation.hpp"
#include "c/shown/media_value.hpp"
#include "c/shown/request_value.hpp"
#include "c/shown/times.hpp"
#include "c/shown/value.hpp"
#include "c/shown/values.hpp"

using namespace segmind::c;
using segmind::Media;

segmind_status segmind_generate(segmind_client* client, const segmind_request* request,
                                const segmind_call_options* options, segmind_media** media, segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return give<MediaValue>(media, error, [&]() -> segmind::Result<Media> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.try_generate(value->request, given.options());
  });
}

segmind_operation* segmind_generate_begin(segmind_client* client, const segmind_request* request,
                                          const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return begin<Media>([&]() -> segmind::Result<segmind::Operation<Media>> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.generate_async(value->request, given.options());
  });
}

segmind_status segmind_submit(segmind_client* client, const segmind_request* request,
                              const segmind_call_options* options, segmind_job** job, segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return give<JobValue>(job, error, [&]() -> segmind::Result<segmind::Job> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.try_submit(value->request, given.options());
  });
}

segmind_operation* segmind_submit_begin(segmind_client* client, const segmind_request* request,
                                        const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return begin<segmind::Job>([&]() -> segmind::Result<segmind::Operation<segmind::Job>> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.submit_async(value->request, given.options());
  });
}

segmind_status segmind_resume(segmind_client* client, const char* id, int64_t submitted_ms, segmind_job** job,
                              segmind_error** error) {
  return give<JobValue>(job, error, [&]() -> segmind::Result<segmind::Job> {
    if (client == nullptr) return missing("client");
    if (id == nullptr) return missing("id");
    if (submitted_ms == 0) return client->client.try_resume(id);
    return client->client.try_resume(id, time_of(submitted_ms));
  });
}

segmind_status segmind_job_wait(const segmind_job* job, const segmind_call_options* options, segmind_media** media,
                                segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<JobValue>(job);
  return give<MediaValue>(media, error, [&]() -> segmind::Result<Media> {
    if (auto refused = refuse(given, {{"job", value}})) return std::move(*refused);
    return value->job->try_wait(given.options());
  });
}

segmind_operation* segmind_job_wait_begin(const segmind_job* job, const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<JobValue>(job);
  return begin<Media>([&]() -> segmind::Result<segmind::Operation<Media>> {
    if (auto refused = refuse(given, {{"job", value}})) return std::move(*refused);
    return value->job->wait_async(given.options());
  });
}

segmind_status segmind_job_ask(const segmind_job* job, const segmind_call_options* options, segmind_job_status** status,
                               segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<JobValue>(job);
  return give<JobStatusValue>(status, error, [&]() -> segmind::Result<segmind::JobStatus> {
    if (auto refused = refuse(given, {{"job", value}})) return std::move(*refused);
    return value->job->try_status(given.options());
  });
}

segmind_operation* segmind_job_ask_begin(const segmind_job* job, const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<JobValue>(job);
  return begin<segmind::JobStatus>([&]() -> segmind::Result<segmind::Operation<segmind::JobStatus>> {
    if (auto refused = refuse(given, {{"job", value}})) return std::move(*refused);
    return value->job->status_async(given.options());
  });
}

segmind_status segmind_recover(segmind_client* client, const segmind_request* request, int64_t sent_after_ms,
                               const segmind_call_options* options, segmind_media** media, segmind_error** error) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return give<MediaValue>(media, error, [&]() -> segmind::Result<Media> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.try_recover(value->request, time_of(sent_after_ms), given.options());
  });
}

segmind_operation* segmind_recover_begin(segmind_client* client, const segmind_request* request, int64_t sent_after_ms,
                                         const segmind_call_options* options) {
  const GivenOptions given(options);
  const auto* value = behind<RequestValue>(request);
  return begin<Media>([&]() -> segmind::Result<segmind::Operation<Media>> {
    if (auto refused = refuse(given, {{"client", client}, {"request", value}})) return std::move(*refused);
    return client->client.recover_async(value->request, time_of(sent_after_ms), given.options());
  });
}

segmind_status segmind_media_save(const segmind_media* media, const char* path, segmind_error** error) {
  const auto* value = behind<MediaValue>(media);
  return give_nothing(error, [&]() -> segmind::Result<void> {
    if (value == nullptr) return missing_value("media");
    if (path == nullptr) return missing("path");
    return value->media().try_save(path);
  });
}
