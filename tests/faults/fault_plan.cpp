#include "faults/fault_plan.hpp"

#include <algorithm>
#include <limits>

namespace segmind::testing {

bool FaultPlan::Armed::concerns(int connection, Direction direction) const {
  return fault.direction == direction &&
         (fault.connection == ByteFault::any_connection || fault.connection == connection) &&
         fired_on.count(connection) == 0;
}

std::uint64_t FaultPlan::Armed::offset_on(int connection) const {
  const auto found = base.find(connection);
  return found == base.end() ? fault.offset : fault.offset + found->second;
}

void FaultPlan::arm(const ByteFault& fault, const Traffic& traffic) {
  if (fault.times == 0) return;
  Armed armed{fault, {}, {}};
  if (fault.from_now) {
    for (std::size_t i = 0; i < traffic.connections.size(); ++i) {
      const ConnectionStats& connection = traffic.connections[i];
      if (connection.open) armed.base.emplace(static_cast<int>(i), connection.passed(fault.direction));
    }
  }
  armed_.push_back(std::move(armed));
}

std::optional<ByteFault> FaultPlan::take_due(int connection, Direction direction, std::uint64_t passed,
                                             bool more_has_come) {
  for (auto it = armed_.begin(); it != armed_.end(); ++it) {
    if (!it->concerns(connection, direction) || it->offset_on(connection) != passed) continue;
    if (it->fault.when == ByteFault::When::next_byte && !more_has_come) continue;
    const ByteFault fault = it->fault;
    it->fired_on.insert(connection);
    if (fault.times != ByteFault::forever && --it->fault.times == 0) armed_.erase(it);
    return fault;
  }
  return std::nullopt;
}

std::uint64_t FaultPlan::room(int connection, Direction direction, std::uint64_t passed) const {
  std::uint64_t room = std::numeric_limits<std::uint64_t>::max();
  for (const Armed& armed : armed_) {
    if (!armed.concerns(connection, direction)) continue;
    const std::uint64_t offset = armed.offset_on(connection);
    if (offset >= passed) room = std::min(room, offset - passed);
  }
  return room;
}

}  // namespace segmind::testing
