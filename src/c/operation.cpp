#include "c/operation.hpp"

#include "c/shown/media_value.hpp"
#include "c/shown/values.hpp"

using namespace segmind::c;

bool segmind_operation_ready(const segmind_operation* operation) { return operation != nullptr && operation->ready(); }

bool segmind_operation_wait(segmind_operation* operation, int64_t limit_ms) {
  try {
    return operation != nullptr && operation->wait_for(std::chrono::milliseconds(limit_ms));
  } catch (...) {
    return false;
  }
}

void segmind_operation_cancel(segmind_operation* operation) {
  if (operation != nullptr) operation->cancel();
}

void segmind_operation_free(segmind_operation* operation) { delete operation; }

segmind_status segmind_operation_then(segmind_operation* operation, const segmind_on_ready* callback,
                                      segmind_error** error) {
  const auto kept = callback != nullptr ? keep(*callback) : nullptr;
  return give_nothing(error, [&]() -> segmind::Result<void> {
    if (operation == nullptr) return missing("operation");
    if (callback == nullptr) return missing("callback");
    if (kept == nullptr) throw std::bad_alloc();
    if (!*kept) return missing("callback->function");
    operation->then(kept);
    return {};
  });
}

segmind_status segmind_take_media(segmind_operation* operation, segmind_media** media, segmind_error** error) {
  return give<MediaValue>(media, error, [&] { return take_from<segmind::Media>(operation); });
}

segmind_status segmind_take_job(segmind_operation* operation, segmind_job** job, segmind_error** error) {
  return give<JobValue>(job, error, [&] { return take_from<segmind::Job>(operation); });
}

segmind_status segmind_take_job_status(segmind_operation* operation, segmind_job_status** status,
                                       segmind_error** error) {
  return give<JobStatusValue>(status, error, [&] { return take_from<segmind::JobStatus>(operation); });
}
