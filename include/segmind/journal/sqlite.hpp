#pragma once

#include <memory>
#include <string>

#include "segmind/journal.hpp"
#include "segmind/journal/export.hpp"

namespace segmind {

/// A journal in a file, for the processes of one machine. Makes the file where there is none. `path` is UTF-8.
///
/// Every change is on the disk before it is answered (WAL, synchronous=FULL). Two more files belong to it, `path`-wal
/// and `path`-shm: copy, move or delete all three together, while no process has them open. A file from an older
/// version of the library is brought up to date; a file from a newer version is refused.
///
/// Throws JournalError: no folder, no permission, a damaged file, another program's database, or a file system that
/// machines share (NFS, SMB, FUSE and the like), where locks do not hold: use postgres_journal() there.
SEGMIND_JOURNAL_EXPORT std::shared_ptr<Journal> sqlite_journal(const std::string& path);
SEGMIND_JOURNAL_EXPORT Result<std::shared_ptr<Journal>> try_sqlite_journal(const std::string& path) noexcept;

}  // namespace segmind
