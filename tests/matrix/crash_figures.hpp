#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace segmind::matrix {

/// What became of the intentions of one kind, and of their programs.
struct CrashRow {
  std::size_t intentions = 0, programs = 0, kills = 0, stops = 0;
  std::size_t payments = 0, clips = 0, uncertain = 0;
  /// Clips beyond one for each payment: found in a row that is equal, of another program or of an intention whose
  /// answer was still under way. Nobody can tell whose it is, and nothing is paid for it.
  std::size_t of_equals = 0;
  std::size_t parts_left = 0;  ///< Part files beside clips: of killed programs, where another way led to the clip.

  // What must not be.
  std::size_t double_payments = 0;  ///< Payments beyond one for each intention.
  std::size_t lost = 0;             ///< Payments without a clip; uncertain where the records have a row.
  std::size_t records_of_two = 0;   ///< Records that stand in the journal for two intentions.
  std::size_t half_files = 0;
  std::size_t not_ended = 0;  ///< Neither a clip nor, where that may be, uncertain.

  std::size_t red() const noexcept { return double_payments + lost + records_of_two + half_files + not_ended; }
  CrashRow& operator+=(const CrashRow& other) noexcept;
};

/// Of a whole run of the crash test.
struct CrashFigures {
  std::map<std::string, CrashRow> rows;          ///< By kind.
  std::map<std::string, std::size_t> killed_at;  ///< By the last word that was said.
  std::vector<std::string> notes;                ///< About what is red.
};

/// Prints the table. The exit status: 0 where nothing is red.
int report(const CrashFigures& figures);

}  // namespace segmind::matrix
