// The journal on SQLite keeps the rules.
#include "segmind/journal/sqlite.hpp"

#include "../temporary_folder.hpp"
#include "conformance.hpp"

namespace segmind::testing {
namespace {

class SqliteStorage final : public Storage {
 public:
  std::shared_ptr<Journal> open() override { return sqlite_journal(folder_.file("journal.db")); }

 private:
  const TemporaryFolder folder_;
};

}  // namespace

JournalEngine engine() {
  return {"sqlite", true, [] { return std::make_unique<SqliteStorage>(); }};
}

}  // namespace segmind::testing
