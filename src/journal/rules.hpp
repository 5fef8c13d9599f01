#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "journal/store.hpp"

// A journal's decisions, the same for every store of rows. Each function is one change of one row. They throw what
// Transaction throws.
namespace segmind::journal::rules {

Write begin(std::optional<Row>& row, Transaction& transaction, const Intention& intention, Mark mark, Beginning& told);
Write begin_again(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, double dollars,
                  const std::optional<JournalBudget>& budget, Mark mark, Beginning& told);
Write leaving(std::optional<Row>& row, TimePoint now, std::uint64_t epoch, Mark mark, Leave& told);
Write submitted(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, const std::string& record_id,
                Ownership& told);
Write unpaid(std::optional<Row>& row, std::uint64_t epoch);
Write ended(std::optional<Row>& row, Transaction& transaction, std::uint64_t epoch, const JournalEnd& end);
Write let_go(std::optional<Row>& row, TimePoint now, std::uint64_t epoch);

}  // namespace segmind::journal::rules
