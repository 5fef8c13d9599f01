#pragma once

#include <memory>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>

#include "cli/command.hpp"

namespace segmind::cli {

/// Where a journal is, as --journal names it.
struct JournalPlace {
  enum class Engine { sqlite, postgres };

  Engine engine = Engine::sqlite;
  std::string where;  ///< A path in UTF-8, or a connection, which may hold a password and is printed nowhere.

  bool is_file() const noexcept { return engine == Engine::sqlite; }
};

/// --journal, which all commands that have it take alike. `what` is for the help.
Flag journal_flag(std::optional<JournalPlace>& place, const std::string& what);

/// Why this program cannot use such a journal at all, and what to do; empty: it can.
std::string problem_with(const JournalPlace& place);

/// Whether there is such a file. A database is taken to be there.
bool is_there(const JournalPlace& place);

/// An error of the journal as one sentence for the command line.
std::string in_terms_of_flags(const segmind::Error& error, const JournalPlace& place);

/// Opens it, or makes it.
segmind::Result<std::shared_ptr<segmind::Journal>> open_journal(const JournalPlace& place);

/// See segmind::confirm_postgres_journal().
segmind::Result<void> confirm_journal(const JournalPlace& place);

}  // namespace segmind::cli
