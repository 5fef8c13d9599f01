#include "matrix/table.hpp"

namespace segmind::matrix {
namespace {

constexpr std::size_t most_red_cells = 40;

bool is_sure(const Cell& cell) noexcept {
  if (!cell.byte_fault) return true;
  return cell.byte_fault->what != testing::ByteFault::What::stall;
}

}  // namespace

void Table::Row::operator+=(const Row& other) {
  cells += other.cells;
  succeeded += other.succeeded;
  untouched += other.untouched;
  paid_again += other.paid_again;
  understated += other.understated;
  overstated += other.overstated;
  lost += other.lost;
  gave_up += other.gave_up;
  overdue += other.overdue;
  wrong += other.wrong;
  red += other.red;
  sure_faults += other.sure_faults;
  sure_untouched += other.sure_untouched;
}

// Lengths vary by a few bytes between exchanges, so a few faults at the very end may never happen.
bool Table::Row::proves_nothing() const noexcept { return sure_untouched > 4 && sure_untouched * 5 > sure_faults; }

void Table::add(const Cell& cell, const Verdict& verdict) {
  Row one;
  one.cells = 1;
  one.succeeded = verdict.succeeded ? 1 : 0;
  one.untouched = verdict.untouched ? 1 : 0;
  one.paid_again = verdict.paid_again;
  one.understated = verdict.understated ? 1 : 0;
  one.overstated = verdict.overstated ? 1 : 0;
  one.lost = verdict.lost ? 1 : 0;
  one.gave_up = verdict.gave_up ? 1 : 0;
  one.overdue = verdict.overdue ? 1 : 0;
  one.wrong = verdict.wrong ? 1 : 0;
  one.red = verdict.is_red() ? 1 : 0;
  one.sure_faults = is_sure(cell) ? 1 : 0;
  one.sure_untouched = is_sure(cell) && verdict.untouched ? 1 : 0;

  const std::lock_guard lock(mutex_);
  auto& [name, row] = rows_[{cell.transport, cell.step, cell.connection, cell.kind}];
  name = row_name(cell);
  row += one;
  if (!verdict.is_red() || red_cells_.size() >= most_red_cells) return;
  std::string text = cell_name(cell);
  for (const std::string& note : verdict.notes) text += "\n    " + note;
  red_cells_.push_back(std::move(text));
}

Table::Row Table::total() const {
  Row sum;
  for (const auto& [key, named] : rows_) sum += named.second;
  return sum;
}

void Table::print(std::ostream& out) const {
  const std::lock_guard lock(mutex_);
  out << "| exchange | transport | connection | faults | cells | clip or job | error | double payments | understated "
         "charges | overstated charges | lost clips | gave up | overdue | wrong clips | fault missed |\n"
         "|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  const auto print_row = [&](const std::string& name, const Row& row) {
    out << "| " << name << " | " << row.cells << " | " << row.succeeded << " | " << row.cells - row.succeeded << " | "
        << row.paid_again << " | " << row.understated << " | " << row.overstated << " | " << row.lost << " | "
        << row.gave_up << " | " << row.overdue << " | " << row.wrong << " | " << row.untouched << " |\n";
  };
  for (const auto& [key, named] : rows_) print_row(named.first, named.second);
  print_row("**all** | | |", total());
  for (const std::string& cell : red_cells_) out << "\nRED: " << cell;
  if (!red_cells_.empty()) out << "\n(" << total().red << " red cells in all)\n";
  for (const auto& [key, named] : rows_) {
    if (named.second.proves_nothing()) out << "\nRED: most faults of this row never happened: " << named.first << '\n';
  }
}

std::size_t Table::cells() const {
  const std::lock_guard lock(mutex_);
  return total().cells;
}

bool Table::is_red() const {
  const std::lock_guard lock(mutex_);
  if (total().red > 0 || total().cells == 0) return true;
  for (const auto& [key, named] : rows_) {
    if (named.second.proves_nothing()) return true;
  }
  return false;
}

}  // namespace segmind::matrix
