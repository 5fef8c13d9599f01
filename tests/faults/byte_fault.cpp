#include "faults/byte_fault.hpp"

namespace segmind::testing {
namespace {

ByteFault make(ByteFault::What what, Direction direction, std::uint64_t offset) {
  ByteFault fault;
  fault.what = what;
  fault.direction = direction;
  fault.offset = offset;
  return fault;
}

}  // namespace

ByteFault ByteFault::cut(Direction direction, std::uint64_t offset) { return make(What::cut, direction, offset); }

ByteFault ByteFault::reset(Direction direction, std::uint64_t offset) { return make(What::reset, direction, offset); }

ByteFault ByteFault::stall(Direction direction, std::uint64_t offset) { return make(What::stall, direction, offset); }

ByteFault ByteFault::delay(Direction direction, std::uint64_t offset, std::chrono::milliseconds wait) {
  ByteFault fault = make(What::delay, direction, offset);
  fault.wait = wait;
  return fault;
}

ByteFault& ByteFault::at_next_byte() {
  when = When::next_byte;
  return *this;
}

ByteFault& ByteFault::on(int connection_number) {
  connection = connection_number;
  return *this;
}

ByteFault& ByteFault::repeat(int how_often) {
  times = how_often;
  return *this;
}

ByteFault& ByteFault::counted_from_now() {
  from_now = true;
  return *this;
}

}  // namespace segmind::testing
