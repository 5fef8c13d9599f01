#pragma once

#include <memory>
#include <string>

#include "segmind/journal.hpp"
#include "segmind/journal/export.hpp"

namespace segmind {

/// A journal in a PostgreSQL database (13 or later), for processes on any machines. `connection` is what libpq takes:
/// "postgresql://user@host/database" or "host=... dbname=...". Best without a password: libpq finds it in its password
/// file. The tables are made in a schema of their own, segmind_journal, which needs the right to create one.
///
/// Connects when it is made, and again whenever it has to; a restart of the server of up to 10 s is waited for. Looking
/// up the server's name cannot be interrupted. No error shows a password.
///
/// Throws JournalError: no connection, no permission, a standby, a server with fsync=off, a newer version's schema.
/// After a failover or a restore, on the server's new timeline, what pays fails with JournalError until
/// confirm_postgres_journal() is called: payments of the last moments before may be missing.
SEGMIND_JOURNAL_EXPORT std::shared_ptr<Journal> postgres_journal(const std::string& connection);
SEGMIND_JOURNAL_EXPORT Result<std::shared_ptr<Journal>> try_postgres_journal(const std::string& connection) noexcept;

/// Says that the database may be relied on as it is now: either the standby lost nothing (synchronous replication), or
/// what it lost has been looked up in the service's records. Every process goes on from here.
SEGMIND_JOURNAL_EXPORT void confirm_postgres_journal(const std::string& connection);
SEGMIND_JOURNAL_EXPORT Result<void> try_confirm_postgres_journal(const std::string& connection) noexcept;

}  // namespace segmind
