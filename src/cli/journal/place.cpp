#include "cli/journal/place.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#if defined(SEGMIND_CLI_WITH_JOURNAL_SQLITE)
#  include <segmind/journal/sqlite.hpp>
#endif
#if defined(SEGMIND_CLI_WITH_JOURNAL_POSTGRES)
#  include <segmind/journal/postgres.hpp>
#endif

namespace segmind::cli {
namespace {

using JournalOrError = segmind::Result<std::shared_ptr<segmind::Journal>>;

bool begins_with(const std::string& text, const char* beginning) { return text.rfind(beginning, 0) == 0; }

/// Shows nothing of what was given: it may hold a password.
Take journal_into(std::optional<JournalPlace>& place) {
  return [&place](const std::string& value) -> std::string {
    const std::string file = "sqlite:";
    if (begins_with(value, "postgresql://") || begins_with(value, "postgres://")) {
      place = JournalPlace{JournalPlace::Engine::postgres, value};
    } else if (begins_with(value, file.c_str()) && value.size() > file.size()) {
      place = JournalPlace{JournalPlace::Engine::sqlite, value.substr(file.size())};
    } else {
      return "takes sqlite:PATH or postgresql://USER@HOST/DATABASE";
    }
    return "";
  };
}

segmind::Error not_built(const JournalPlace& place) {
  segmind::Error error;
  error.kind = segmind::ErrorKind::journal;
  error.message = problem_with(place);
  return error;
}

}  // namespace

Flag journal_flag(std::optional<JournalPlace>& place, const std::string& what) {
  return {"--journal", "JOURNAL", what, journal_into(place)};
}

std::string problem_with(const JournalPlace& place) {
#if !defined(SEGMIND_CLI_WITH_JOURNAL_SQLITE)
  if (place.is_file()) {
    return "This program was built without the journal on SQLite: give --journal postgresql://..., or build with "
           "-DSEGMIND_BUILD_JOURNAL_SQLITE=ON (Debian: libsqlite3-dev)";
  }
#endif
#if !defined(SEGMIND_CLI_WITH_JOURNAL_POSTGRES)
  if (!place.is_file()) {
    return "This program was built without the journal on PostgreSQL: build with -DSEGMIND_BUILD_JOURNAL_POSTGRES=ON "
           "(Debian: libpq-dev), or give --journal sqlite:PATH";
  }
#endif
  if (!place.is_file()) return "";
  std::error_code none;
  const auto folder = std::filesystem::u8path(place.where).parent_path();
  if (folder.empty() || std::filesystem::is_directory(folder, none)) return "";
  return "--journal sqlite:" + place.where + ": there is no such folder";
}

bool is_there(const JournalPlace& place) {
  std::error_code none;
  return !place.is_file() || std::filesystem::exists(std::filesystem::u8path(place.where), none);
}

std::string in_terms_of_flags(const segmind::Error& error, const JournalPlace& place) {
  return "--journal" + (place.is_file() ? " sqlite:" + place.where : std::string()) + ": " + error.message;
}

JournalOrError open_journal(const JournalPlace& place) {
#if defined(SEGMIND_CLI_WITH_JOURNAL_SQLITE)
  if (place.is_file()) return segmind::try_sqlite_journal(place.where);
#endif
#if defined(SEGMIND_CLI_WITH_JOURNAL_POSTGRES)
  if (!place.is_file()) return segmind::try_postgres_journal(place.where);
#endif
  return not_built(place);
}

segmind::Result<void> confirm_journal(const JournalPlace& place) {
#if defined(SEGMIND_CLI_WITH_JOURNAL_POSTGRES)
  if (!place.is_file()) return segmind::try_confirm_postgres_journal(place.where);
#endif
  return not_built(place);
}

}  // namespace segmind::cli
