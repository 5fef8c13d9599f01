#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "faults/byte_fault.hpp"
#include "faults/traffic.hpp"

namespace segmind::testing {

/// The faults that are armed.
class FaultPlan {
 public:
  void arm(const ByteFault& fault, const Traffic& traffic);
  void disarm() { armed_.clear(); }

  /// The fault that must fire now on this connection, `passed` bytes of the direction having been passed on, if there
  /// is one. It counts as fired.
  std::optional<ByteFault> take_due(int connection, Direction direction, std::uint64_t passed, bool more_has_come);

  /// How many bytes more may be passed on before the next fault; the largest number when none is ahead.
  std::uint64_t room(int connection, Direction direction, std::uint64_t passed) const;

 private:
  struct Armed {
    ByteFault fault;
    std::unordered_map<int, std::uint64_t> base;  ///< What a connection had passed on when this was armed.
    std::unordered_set<int> fired_on;

    bool concerns(int connection, Direction direction) const;
    std::uint64_t offset_on(int connection) const;
  };

  std::list<Armed> armed_;
};

}  // namespace segmind::testing
