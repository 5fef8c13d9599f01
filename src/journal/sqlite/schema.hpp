#pragma once

#include "journal/sqlite/connection.hpp"

namespace segmind::journal::sqlite {

/// Makes a database ready: a new one gets its tables, an older one is brought up to date in one transaction. Throws
/// JournalError for what is another program's or a newer version's.
void prepare(Connection& connection);

/// The version that prepare() brings a database to.
int newest_version() noexcept;

}  // namespace segmind::journal::sqlite
