// Versions and names.
#include "c/shown/phase.hpp"
#include "c/shown/state.hpp"
#include "segmind/c/segmind.h"
#include "segmind/error.hpp"
#include "segmind/version.hpp"

namespace segmind::c {

segmind_phase phase_of(Phase phase) noexcept {
  switch (phase) {
    case Phase::waiting: break;
    case Phase::connecting: return SEGMIND_PHASE_CONNECTING;
    case Phase::sending: return SEGMIND_PHASE_SENDING;
    case Phase::queued: return SEGMIND_PHASE_QUEUED;
    case Phase::generating: return SEGMIND_PHASE_GENERATING;
    case Phase::receiving: return SEGMIND_PHASE_RECEIVING;
    case Phase::downloading: return SEGMIND_PHASE_DOWNLOADING;
    case Phase::recovering: return SEGMIND_PHASE_RECOVERING;
  }
  return SEGMIND_PHASE_WAITING;
}

segmind_state state_of(JobState state) noexcept {
  switch (state) {
    case JobState::queued: return SEGMIND_STATE_QUEUED;
    case JobState::processing: return SEGMIND_STATE_PROCESSING;
    case JobState::completed: return SEGMIND_STATE_COMPLETED;
    case JobState::failed: return SEGMIND_STATE_FAILED;
    case JobState::other: break;
  }
  return SEGMIND_STATE_OTHER;
}

segmind_state state_of(RecordState state) noexcept {
  switch (state) {
    case RecordState::pending: return SEGMIND_STATE_PENDING;
    case RecordState::completed: return SEGMIND_STATE_COMPLETED;
    case RecordState::failed: return SEGMIND_STATE_FAILED;
    case RecordState::other: break;
  }
  return SEGMIND_STATE_OTHER;
}

}  // namespace segmind::c

const char* segmind_version(void) { return segmind::version(); }

const char* segmind_status_name(segmind_status status) {
  switch (status) {
    case SEGMIND_OK: return "ok";
    case SEGMIND_INVALID_REQUEST: return "invalid_request";
    case SEGMIND_SPENDING_LIMIT: return "spending_limit";
    case SEGMIND_MISUSE: return "misuse";
    case SEGMIND_BAD_REQUEST: return "bad_request";
    case SEGMIND_UNAUTHORIZED: return "unauthorized";
    case SEGMIND_INSUFFICIENT_CREDITS: return "insufficient_credits";
    case SEGMIND_FORBIDDEN: return "forbidden";
    case SEGMIND_NOT_FOUND: return "not_found";
    case SEGMIND_RATE_LIMITED: return "rate_limited";
    case SEGMIND_SERVER_ERROR: return "server_error";
    case SEGMIND_BAD_GATEWAY: return "bad_gateway";
    case SEGMIND_GATEWAY_TIMEOUT: return "gateway_timeout";
    case SEGMIND_HTTP: return "http";
    case SEGMIND_CONNECTION: return "connection";
    case SEGMIND_TIMEOUT: return "timeout";
    case SEGMIND_CANCELLED: return "cancelled";
    case SEGMIND_BAD_RESPONSE: return "bad_response";
    case SEGMIND_JOB_FAILED: return "job_failed";
    case SEGMIND_JOB_EXPIRED: return "job_expired";
    case SEGMIND_FILE: return "file";
    case SEGMIND_JOURNAL: return "journal";
    case SEGMIND_INTERNAL: return "internal";
  }
  return "unknown";
}

const char* segmind_charge_name(segmind_charge charge) {
  switch (charge) {
    case SEGMIND_CHARGE_NONE: return "none";
    case SEGMIND_CHARGE_POSSIBLE: return "possible";
    case SEGMIND_CHARGE_CHARGED: return "charged";
  }
  return "unknown";
}

const char* segmind_phase_name(segmind_phase phase) {
  switch (phase) {
    case SEGMIND_PHASE_WAITING: return "waiting";
    case SEGMIND_PHASE_CONNECTING: return "connecting";
    case SEGMIND_PHASE_SENDING: return "sending";
    case SEGMIND_PHASE_QUEUED: return "queued";
    case SEGMIND_PHASE_GENERATING: return "generating";
    case SEGMIND_PHASE_RECEIVING: return "receiving";
    case SEGMIND_PHASE_DOWNLOADING: return "downloading";
    case SEGMIND_PHASE_RECOVERING: return "recovering";
  }
  return "unknown";
}

const char* segmind_state_name(segmind_state state) {
  switch (state) {
    case SEGMIND_STATE_OTHER: return "other";
    case SEGMIND_STATE_QUEUED: return "queued";
    case SEGMIND_STATE_PROCESSING: return "processing";
    case SEGMIND_STATE_COMPLETED: return "completed";
    case SEGMIND_STATE_FAILED: return "failed";
    case SEGMIND_STATE_PENDING: return "pending";
  }
  return "unknown";
}
