#pragma once

#include <list>
#include <optional>

#include "sandbox/answer.hpp"
#include "segmind/sandbox/fault.hpp"

namespace segmind::sandbox {

/// The faults that are not used yet, in order.
class FaultPlan {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  void clear() { faults_.clear(); }

  /// The fault for a request that was read whole.
  std::optional<Fault> take(Route route) { return take(route, false); }

  /// The fault for a request of which only the first line is known.
  std::optional<Fault> take_unread(Route route) { return take(route, true); }
  bool has_unread() const noexcept;

 private:
  std::optional<Fault> take(Route route, bool unread);

  std::list<Fault> faults_;
};

/// What work is done for an answer with a fault.
enum class Work {
  none,     ///< The request is answered without doing anything.
  free,     ///< The work is done and costs nothing.
  charged,  ///< The work is done and charged.
};

Work work_under(const std::optional<Fault>& fault);

/// Changes an answer's content as the fault says.
void apply(const Fault& fault, Answer& answer);

}  // namespace segmind::sandbox
