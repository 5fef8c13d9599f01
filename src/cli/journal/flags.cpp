#include "cli/journal/flags.hpp"

#include "cli/flag_values.hpp"
#include "cli/moments.hpp"

namespace segmind::cli {

Flag records_settle_flag(std::optional<std::chrono::seconds>& place) {
  return {"--records-settle", "SECONDS",
          "how long after a request may have left the service's records certainly show it; 1800 when not given, and "
          "not documented by the service",
          number_into(place, "whole seconds", 1, 7 * 86'400)};
}

Flag resubmit_unrecorded_flag(bool& place) {
  return {"--resubmit-unrecorded", "",
          "send again what may have left and is not in the service's records after that time: THIS MAY PAY TWICE where "
          "the records show it later still",
          set(place)};
}

Flag recover_since_flag(std::optional<std::chrono::system_clock::time_point>& place) {
  return {"--recover-since", "TIME",
          "for a journal that was restored from a backup: before anything is sent that the journal does not know, look "
          "in the service's records since TIME, such as 2026-09-30T08:15:00Z, or 2h or 3d ago",
          moment_into(place)};
}

void settle_records(segmind::ClientOptions& options, const std::optional<std::chrono::seconds>& records_settle,
                    bool resubmit_unrecorded) {
  if (records_settle) options.records_settle = *records_settle;
  if (resubmit_unrecorded) options.timeout += options.records_settle;
}

}  // namespace segmind::cli
