#include "segmind/journal/sqlite.hpp"

#include "c/give.hpp"
#include "c/handles.hpp"
#include "segmind/c/journal_sqlite.h"

segmind_status segmind_journal_sqlite(const char* path, segmind_journal** journal, segmind_error** error) {
  using namespace segmind::c;
  return give_made(journal, error, [&]() -> segmind::Result<std::unique_ptr<segmind_journal>> {
    if (path == nullptr) return missing("path");
    auto opened = segmind::try_sqlite_journal(path);
    if (!opened) return std::move(opened).error();
    return std::make_unique<segmind_journal>(segmind_journal{std::move(*opened)});
  });
}
