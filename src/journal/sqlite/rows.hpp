#pragma once

#include <optional>
#include <vector>

#include "journal/sqlite/connection.hpp"
#include "journal/store.hpp"

// Rows as SQLite keeps them. All functions throw what Connection throws.
namespace segmind::journal::sqlite {

std::optional<Row> read_row(Connection& connection, const JournalKey& key);
std::vector<JournalEntry> read_entries(Connection& connection, const Selection& selection);
void write_row(Connection& connection, const Row& row);
Spending read_totals(Connection& connection, const JournalScope& scope, TimePoint since);
bool is_of_another(Connection& connection, const JournalKey& key, const std::string& record_id);

}  // namespace segmind::journal::sqlite
