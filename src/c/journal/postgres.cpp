#include "segmind/journal/postgres.hpp"

#include "c/give.hpp"
#include "c/handles.hpp"
#include "segmind/c/journal_postgres.h"

segmind_status segmind_journal_postgres(const char* connection, segmind_journal** journal, segmind_error** error) {
  using namespace segmind::c;
  return give_made(journal, error, [&]() -> segmind::Result<std::unique_ptr<segmind_journal>> {
    if (connection == nullptr) return missing("connection");
    auto opened = segmind::try_postgres_journal(connection);
    if (!opened) return std::move(opened).error();
    return std::make_unique<segmind_journal>(segmind_journal{std::move(*opened)});
  });
}

segmind_status segmind_journal_postgres_confirm(const char* connection, segmind_error** error) {
  using namespace segmind::c;
  return give_nothing(error, [&]() -> segmind::Result<void> {
    if (connection == nullptr) return missing("connection");
    return segmind::try_confirm_postgres_journal(connection);
  });
}
