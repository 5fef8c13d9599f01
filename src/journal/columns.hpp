#pragma once

#include <cstdint>
#include <string>

#include "journal/row.hpp"
#include "journal/times.hpp"
#include "journal/words.hpp"

// The columns of both databases. Each function reads or writes them in the order in which the tables have them.
namespace segmind::journal {

struct StoredRow {
  std::int64_t id = 0;
  Row row;
};

template <typename Columns>
StoredRow read_stored(Columns& columns) {
  StoredRow stored;
  JournalEntry& entry = stored.row.entry;
  stored.id = columns.integer();
  entry.key.scope.service = columns.text();
  entry.key.scope.project = columns.text();
  entry.key.text = columns.text();
  entry.digest = columns.text();
  entry.model = columns.text();
  entry.request = columns.text();
  entry.seed = columns.integer_if_any();
  entry.state = state_of(columns.text());
  entry.owner = columns.text();
  entry.epoch = static_cast<std::uint64_t>(columns.integer());
  entry.lease_until = time_of(columns.integer());
  entry.begun_at = time_of(columns.integer());
  entry.changed_at = time_of(columns.integer());
  entry.reserved = dollars_of(columns.integer());
  entry.clip.path = columns.text();
  entry.clip.size = static_cast<std::uint64_t>(columns.integer());
  entry.clip.sha256 = columns.text();
  stored.row.begun_by = columns.integer();
  stored.row.left_by = columns.integer();
  return stored;
}

/// All columns but the id, which the database gives.
template <typename Put>
void write_stored(const Row& row, const Put& put) {
  const JournalEntry& entry = row.entry;
  put(entry.key.scope.service);
  put(entry.key.scope.project);
  put(entry.key.text);
  put(entry.digest);
  put(entry.model);
  put(entry.request);
  put(entry.seed);
  put(std::string(to_string(entry.state)));
  put(entry.owner);
  put(static_cast<std::int64_t>(entry.epoch));
  put(microseconds_of(entry.lease_until));
  put(microseconds_of(entry.begun_at));
  put(microseconds_of(entry.changed_at));
  put(money_of(entry.reserved));
  put(entry.clip.path);
  put(static_cast<std::int64_t>(entry.clip.size));
  put(entry.clip.sha256);
  put(row.begun_by);
  put(row.left_by);
}

/// The columns of an attempt without its entry's id and service.
template <typename Columns>
JournalAttempt read_attempt(Columns& columns) {
  JournalAttempt attempt;
  attempt.epoch = static_cast<std::uint64_t>(columns.integer());
  attempt.left_at = time_of(columns.integer());
  attempt.charge = charge_of(columns.text());
  attempt.dollars = dollars_of(columns.integer());
  attempt.record_id = columns.text();
  attempt.address = columns.text();
  return attempt;
}

/// All columns of an attempt.
template <typename Put>
void write_attempt(std::int64_t entry, const std::string& service, const JournalAttempt& attempt, const Put& put) {
  put(entry);
  put(static_cast<std::int64_t>(attempt.epoch));
  put(microseconds_of(attempt.left_at));
  put(std::string(to_string(attempt.charge)));
  put(money_of(attempt.dollars));
  put(service);
  put(attempt.record_id);
  put(attempt.address);
}

}  // namespace segmind::journal
