// The journal in memory keeps the rules.
#include "conformance.hpp"

namespace segmind::testing {
namespace {

class MemoryStorage final : public Storage {
 public:
  std::shared_ptr<Journal> open() override { return journal_; }

 private:
  const std::shared_ptr<Journal> journal_ = memory_journal();
};

}  // namespace

JournalEngine engine() {
  return {"memory", false, [] { return std::make_unique<MemoryStorage>(); }};
}

}  // namespace segmind::testing
