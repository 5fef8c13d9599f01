#include "matrix/crash_figures.hpp"

#include <iostream>

namespace segmind::matrix {
namespace {

void print(const std::string& name, const CrashRow& row) {
  std::cout << "| " << name;
  for (const std::size_t figure :
       {row.intentions, row.programs, row.kills, row.stops, row.payments, row.clips, row.of_equals, row.parts_left,
        row.uncertain, row.double_payments, row.lost, row.records_of_two, row.half_files, row.not_ended}) {
    std::cout << " | " << figure;
  }
  std::cout << " |\n";
}

}  // namespace

CrashRow& CrashRow::operator+=(const CrashRow& other) noexcept {
  intentions += other.intentions;
  programs += other.programs;
  kills += other.kills;
  stops += other.stops;
  payments += other.payments;
  clips += other.clips;
  uncertain += other.uncertain;
  of_equals += other.of_equals;
  parts_left += other.parts_left;
  double_payments += other.double_payments;
  lost += other.lost;
  records_of_two += other.records_of_two;
  half_files += other.half_files;
  not_ended += other.not_ended;
  return *this;
}

int report(const CrashFigures& figures) {
  std::cout << "| way, records | intentions | programs | killed | stopped | payments | clips | of equal rows | "
               "parts left | "
               "uncertain, unpaid | double payments | lost clips | records of two | incomplete files "
               "| not ended |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
  CrashRow all;
  for (const auto& [name, row] : figures.rows) {
    print(name, row);
    all += row;
  }
  print("**all**", all);
  std::cout << "\nWhere kills and stops hit, by the last word said:";
  for (const auto& [word, count] : figures.killed_at) std::cout << ' ' << word << ' ' << count << ';';
  std::cout << '\n';
  for (const std::string& note : figures.notes) std::cout << "RED: " << note << '\n';
  const bool red = all.red() > 0 || all.clips == 0;
  std::cout << (red ? "RED" : "green") << '\n';
  return red ? 1 : 0;
}

}  // namespace segmind::matrix
