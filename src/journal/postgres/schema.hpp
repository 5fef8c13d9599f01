#pragma once

#include "journal/postgres/session.hpp"

namespace segmind::journal::postgres {

/// Makes a database ready: a new one gets its tables, an older one is brought up to date. Throws JournalError for a
/// newer version's.
void prepare(Session& session);

/// Whether the database is on the timeline that was confirmed last, when it was made or by confirm().
bool is_confirmed(Session& session);
void confirm(Session& session);

}  // namespace segmind::journal::postgres
