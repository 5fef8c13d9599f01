#pragma once

#include <chrono>
#include <optional>
#include <segmind/segmind.hpp>
#include <string>

namespace segmind::cli {

// What an entry of a journal says, in the program's terms.

/// What it cost, may have cost, or has set aside, in US dollars.
double dollars_of(const segmind::JournalEntry& entry);

/// The service's id of the attempt that was paid, or else of the last one; empty: none is known.
std::string id_of(const segmind::JournalEntry& entry);

/// Where the service keeps the clip; empty where that is not known.
std::string address_of(const segmind::JournalEntry& entry);

/// When that attempt left.
std::optional<std::chrono::system_clock::time_point> left_at(const segmind::JournalEntry& entry);

/// Whether a client works on it, as far as the journal knows.
bool is_held(const segmind::JournalEntry& entry, std::chrono::system_clock::time_point now);

/// Whether it may be paid, and nobody knows.
bool is_in_doubt(const segmind::JournalEntry& entry);

/// Whether nothing of it may have been paid, so that its request is still to be sent.
bool is_unsent(const segmind::JournalEntry& entry);

}  // namespace segmind::cli
