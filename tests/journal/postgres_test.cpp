// The journal on PostgreSQL keeps the rules.
#include "segmind/journal/postgres.hpp"

#include "conformance.hpp"
#include "postgres_server.hpp"

namespace segmind::testing {
namespace {

PostgresServer& server() {
  static PostgresServer one("synchronous_commit = off");  // which the journal does not leave so
  return one;
}

class PostgresStorage final : public Storage {
 public:
  PostgresStorage() { server().sql("DROP SCHEMA IF EXISTS segmind_journal CASCADE"); }
  std::shared_ptr<Journal> open() override { return postgres_journal(server().connection()); }
};

}  // namespace

JournalEngine engine() {
  return {"postgres", true, [] { return std::make_unique<PostgresStorage>(); }};
}

}  // namespace segmind::testing
