#pragma once

#include <optional>
#include <vector>

#include "journal/postgres/session.hpp"
#include "journal/store.hpp"

// Rows as PostgreSQL keeps them. All functions throw what Session throws.
namespace segmind::journal::postgres {

std::optional<Row> read_row(Session& session, const JournalKey& key);
std::vector<JournalEntry> read_entries(Session& session, const Selection& selection);
void write_row(Session& session, const Row& row);
Spending read_totals(Session& session, const JournalScope& scope, TimePoint since);
bool is_of_another(Session& session, const JournalKey& key, const std::string& record_id);

}  // namespace segmind::journal::postgres
