#pragma once

#include <segmind/segmind.hpp>
#include <string>
#include <vector>

namespace segmind::cli {

// Records as they are printed.

/// For people: a line for each, and below it why it failed.
std::string table_of(const std::vector<segmind::Record>& records, const char* currency);

/// For people: everything that one record tells.
std::string details_of(const segmind::Record& record, const char* currency);

/// For programs: one object in one line. What the record does not tell is null.
std::string json_of(const segmind::Record& record);

/// For programs and spreadsheets: RFC 4180, with a header row.
std::string csv_of(const std::vector<segmind::Record>& records);

}  // namespace segmind::cli
