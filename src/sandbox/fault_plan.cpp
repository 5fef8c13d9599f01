#include "sandbox/fault_plan.hpp"

#include <algorithm>

#include "sandbox/json_text.hpp"

namespace segmind::sandbox {
namespace {

bool fits(const Fault& fault, Route route) {
  if (fault.route != Route::any && fault.route != route) return false;
  if (fault.work_fails && route != Route::generate && route != Route::submit) return false;
  if (fault.clip_shape && route != Route::generate && route != Route::status && route != Route::result) return false;
  return !fault.job_status || route == Route::generate;
}

void patch(const std::vector<std::string>& patches, Answer& answer) {
  if (patches.empty() || !answer.body.bytes) return;
  auto body = read_json(std::string_view(*answer.body.bytes).substr(answer.body.offset, answer.body.size));
  if (!body.is_object()) return;
  for (const auto& text : patches) {
    const auto change = read_json(text);
    if (change.is_object()) body.merge_patch(change);
  }
  answer.body = Body::of(json_text(body));
}

}  // namespace

bool FaultPlan::has_unread() const noexcept {
  return std::any_of(faults_.begin(), faults_.end(), [](const Fault& fault) { return fault.close_unread; });
}

std::optional<Fault> FaultPlan::take(Route route, bool unread) {
  for (auto it = faults_.begin(); it != faults_.end(); ++it) {
    if (it->close_unread != unread || it->times == 0 || !fits(*it, route)) continue;
    if (it->skip > 0) {
      --it->skip;
      continue;
    }
    Fault fault = *it;
    if (it->times != Fault::every_time && --it->times == 0) faults_.erase(it);
    return fault;
  }
  return std::nullopt;
}

Work work_under(const std::optional<Fault>& fault) {
  if (!fault) return Work::charged;
  // The service bills every 200. A 5xx, 408 or 499 may hide one.
  const int status = fault->replace_status.value_or(200);
  const bool billed = status == 200 || status == 408 || status == 499 || status >= 500;
  if (fault->charge.value_or(billed)) return Work::charged;
  const bool answer_needed = !fault->replace_status && !fault->raw;
  return answer_needed ? Work::free : Work::none;
}

void apply(const Fault& fault, Answer& answer) {
  if (fault.replace_status) {
    const auto kept = std::move(answer.headers);
    answer = *fault.replace_status < 400 ? json_answer(*fault.replace_status, "{}")
                                         : error_answer(*fault.replace_status, reason_phrase(*fault.replace_status));
    for (const auto& header : kept) {
      if (same_name(header.first, "x-request-id")) answer.headers.push_back(header);
    }
  }
  if (fault.replace_body) answer.body = Body::of(*fault.replace_body);
  patch(fault.patches, answer);
  if (fault.large_body) answer.body = Body::filler_of(*fault.large_body);
  if (fault.content_type) answer.set("Content-Type", *fault.content_type);
  if (fault.bare) {
    const auto extra = [](const auto& header) {
      return header.first.size() > 1 && same_name(header.first.substr(0, 2), "x-");
    };
    answer.headers.erase(std::remove_if(answer.headers.begin(), answer.headers.end(), extra), answer.headers.end());
  }
  for (const auto& [name, value] : fault.add_headers) answer.drop(name);
  for (const auto& header : fault.add_headers) answer.headers.push_back(header);
}

}  // namespace segmind::sandbox
