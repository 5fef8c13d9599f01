#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "call/recovery/sought.hpp"
#include "segmind/records.hpp"

namespace segmind::call {

/// The records of one reading that may be the one that is looked for.
class Candidates {
 public:
  void clear() noexcept;
  void add(const api::ToldRecord& record, Fit fit);
  void leave_out(const std::string& id);
  void leave_out_seeds(const std::vector<std::int64_t>& seeds);

  /// The one that it is; nothing where none is certain. Where nothing shows when a record was made, it counts only as
  /// the only one of a reading that was whole.
  std::optional<api::ToldRecord> best(bool is_whole) const;
  std::vector<std::string> ids() const;
  /// Of one that cannot be told for certain; empty: there is none.
  std::string doubtful() const;

 private:
  // Rows: a record may have several.
  std::vector<api::ToldRecord> certain_;
  std::vector<api::ToldRecord> untimed_;
  std::vector<std::string> unclear_;
};

}  // namespace segmind::call
