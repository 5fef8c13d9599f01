#pragma once

#include <memory>
#include <string>

#include "segmind/journal.hpp"
#include "segmind/journal/export.hpp"

namespace segmind {

/// A journal in a PostgreSQL database (13 or later), for processes on any machines. `connection` is what libpq takes:
/// "postgresql://user@host/database" or "host=... dbname=...". Leave the password out: libpq finds it in its password
/// file. The tables are in a schema of their own, segmind_journal; the first process needs the right to create it.
///
/// Connects at once, and again when the connection is lost: a server that restarts is waited for, up to 10 s. Looking
/// up the server's name cannot be interrupted. No error shows a password.
///
/// Throws JournalError: no connection, no permission, a standby, a server with fsync=off, a newer version's schema.
/// After a failover or a restore, paid calls fail with JournalError until confirm_postgres_journal() is called: the
/// last payments before may be missing from the database.
SEGMIND_JOURNAL_EXPORT std::shared_ptr<Journal> postgres_journal(const std::string& connection);
SEGMIND_JOURNAL_EXPORT Result<std::shared_ptr<Journal>> try_postgres_journal(const std::string& connection) noexcept;

/// Declares the database complete: the standby lost nothing (synchronous replication), or what it lost has been looked
/// up in the service's records. Every process may then pay again.
SEGMIND_JOURNAL_EXPORT void confirm_postgres_journal(const std::string& connection);
SEGMIND_JOURNAL_EXPORT Result<void> try_confirm_postgres_journal(const std::string& connection) noexcept;

}  // namespace segmind
