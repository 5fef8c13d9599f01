#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

// Entries of a journal as they are printed.

using Entries = std::vector<segmind::JournalEntry>;

/// For people: a line for each.
std::string listing_of(const Entries& entries);

/// For people: everything about one.
std::string details_of(const segmind::JournalEntry& entry);

/// For people: how many, and what they cost, by the day on which they were begun and their state.
std::string totals_of(const Entries& entries);

/// For programs: one object in one line. What is not known is null.
std::string json_of(const segmind::JournalEntry& entry);

/// For programs and spreadsheets: RFC 4180, with a header row.
std::string csv_of(const Entries& entries);

}  // namespace segmind::cli
