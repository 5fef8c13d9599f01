#include "matrix/plan.hpp"

#include <algorithm>
#include <map>
#include <random>

#include "matrix/answers.hpp"
#include "matrix/offsets.hpp"
#include "matrix/stand.hpp"

namespace segmind::matrix {
namespace {

using testing::ByteFault;
using testing::Direction;

constexpr Step steps[] = {Step::generate, Step::generate_address, Step::generate_download, Step::submit,
                          Step::status,   Step::result,           Step::download,          Step::upload};
constexpr Connection connections[] = {Connection::fresh, Connection::reused};
constexpr ByteFault (*byte_faults[])(Direction, std::uint64_t) = {&ByteFault::cut, &ByteFault::reset,
                                                                  &ByteFault::stall};
constexpr int retrying_attempts = 3;

class Cells {
 public:
  explicit Cells(const Selection& selection) : selection_(selection) {}

  bool may_have(const Cell& row) const {
    // A word that names a part of a row excludes rows without it. Other words are looked for in each cell's name.
    return std::all_of(selection_.words.begin(), selection_.words.end(), [&](const std::string& word) {
      return row_name(row).find(word) != std::string::npos || !names_a_part(word);
    });
  }

  void add(Cell cell) {
    // Every other cell of a row that may bring a clip writes to a file. Count all cells of the row, chosen or not, so
    // that a cell does not depend on the selection.
    const bool brings_clip =
        (cell.step != Step::submit || cell.through_queue) && cell.step != Step::upload && !cell.failing_job;
    cell.into_file = brings_clip && added_[row_name(cell)]++ % 2 == 1;
    const std::string name = cell_name(cell);
    const bool chosen = std::all_of(selection_.words.begin(), selection_.words.end(),
                                    [&](const std::string& word) { return name.find(word) != std::string::npos; });
    if (chosen) cells_.push_back(std::move(cell));
  }

  std::vector<Cell> take() {
    std::mt19937_64 random(selection_.seed);
    std::shuffle(cells_.begin(), cells_.end(), random);
    std::map<std::string, std::size_t> taken;
    const auto too_many = [&](const Cell& cell) { return taken[row_name(cell)]++ >= selection_.most_per_row; };
    cells_.erase(std::remove_if(cells_.begin(), cells_.end(), too_many), cells_.end());
    return std::move(cells_);
  }

 private:
  static bool names_a_part(const std::string& word) {
    for (const Step step : steps) {
      if (name_of(step).find(word) != std::string_view::npos) return true;
    }
    for (const std::string_view part : {name_of(Connection::fresh), name_of(Connection::reused), name_of(Kind::bytes),
                                        name_of(Kind::answers), name_of(Kind::retries), name_of(Kind::records)}) {
      if (part.find(word) != std::string_view::npos) return true;
    }
    return false;
  }

  const Selection& selection_;
  std::map<std::string, std::size_t> added_;
  std::vector<Cell> cells_;
};

void add_byte_faults(Cells& cells, const Cell& row, Direction direction, const Span& span, std::uint64_t samples) {
  const std::vector<std::uint64_t> offsets = offsets_in(span, samples);
  const auto part = [&](std::size_t i) { return static_cast<double>(i) / static_cast<double>(offsets.size()); };
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    for (const auto make : byte_faults) {
      Cell cell = row;
      cell.byte_fault = make(direction, offsets[i]).counted_from_now().at_next_byte();
      cell.part = {part(i), part(i + 1)};
      cells.add(cell);
    }
  }
  // Also break before the first byte and after the last, whichever side would send next.
  for (const std::uint64_t offset : {span.begin, span.end}) {
    for (const auto make : byte_faults) {
      Cell cell = row;
      cell.byte_fault = make(direction, offset).counted_from_now();
      if (offset == span.end) cell.part = {1, 1};
      cells.add(cell);
    }
  }
}

// A submission is a call of its own, or part of a generate() that ends with the clip.
std::vector<bool> ways_of(Step step) { return step == Step::submit ? std::vector{false, true} : std::vector{false}; }

void add_byte_rows(Cells& cells, Stand& stand, Cell row, const Selection& selection) {
  row.kind = Kind::bytes;
  Cell retrying = row;
  retrying.kind = Kind::retries;
  retrying.attempts = retrying_attempts;
  Cell recovering = row;
  recovering.kind = Kind::records;
  const bool is_first_post = row.step == Step::generate || row.step == Step::submit;
  const bool wanted = cells.may_have(row);
  const bool retries_wanted = is_first_post && cells.may_have(retrying);
  const bool records_wanted = pays(row.step) && !is_download(row.step) && cells.may_have(recovering);
  if (!wanted && !retries_wanted && !records_wanted) return;

  const Exchange exchange = measure(stand, row);
  // A download may be retried, also after v1, whose paid request may not.
  if (row.step == Step::generate_download) row.attempts = retrying_attempts;
  add_byte_faults(cells, row, Direction::to_client, exchange.answer, selection.wire_samples);
  add_byte_faults(cells, row, Direction::to_server, exchange.request, selection.wire_samples);
  for (const bool through_queue : ways_of(row.step)) {
    if (!records_wanted) break;
    recovering.through_queue = through_queue;
    add_byte_faults(cells, recovering, Direction::to_client, exchange.answer, selection.wire_samples);
    add_byte_faults(cells, recovering, Direction::to_server, exchange.request, selection.wire_samples);
  }
  if (!retries_wanted) return;
  Exchange coarse = exchange;
  coarse.answer.head_end = coarse.request.head_end = 0;
  add_byte_faults(cells, retrying, Direction::to_client, coarse.answer, selection.wire_samples);
  add_byte_faults(cells, retrying, Direction::to_server, coarse.request, selection.wire_samples);
  for (int refused = 1; refused <= retrying_attempts; ++refused) {
    Cell cell = retrying;
    cell.refused_connections = refused;
    cells.add(cell);
  }
}

void add_answer_rows(Cells& cells, Cell row) {
  row.kind = Kind::answers;
  if (row.step == Step::generate_address) return;  // the same request and answers as Step::generate
  for (const int status : statuses) {
    for (const Shape shape : shapes) {
      Cell cell = row;
      AnswerFault fault{status, shape, std::nullopt, 1};
      if (!pays(row.step) || is_download(row.step)) {
        if (row.step == Step::generate_download) cell.attempts = retrying_attempts;
        for (const int times : {1, sandbox::Fault::every_time}) {
          fault.times = times;
          cell.answer_fault = fault;
          cells.add(cell);
        }
        continue;
      }
      // A 4xx is the service's refusal, and a redirect does not come from the service. Any other status may hide a
      // charge.
      const bool can_hide_charge = status / 100 == 2 || status / 100 == 5;
      for (const bool charged : {false, true}) {
        if (charged && !can_hide_charge) continue;
        fault.charged = charged;
        cell.answer_fault = fault;
        cells.add(cell);
        // What is no clip, and may be what was paid for, is kept, and nothing is fetched in its place.
        if (charged && !(status / 100 == 2 && shape == Shape::binary)) {
          Cell recovering = cell;
          recovering.kind = Kind::records;
          for (const bool through_queue : ways_of(row.step)) {
            recovering.through_queue = through_queue;
            cells.add(recovering);
          }
        }
        Cell retrying = cell;
        retrying.kind = Kind::retries;
        retrying.attempts = retrying_attempts;
        cells.add(retrying);
        retrying.answer_fault->times = retrying_attempts;
        cells.add(retrying);
      }
    }
  }
}

void add_failing_job(Cells& cells, Cell row) {
  if (row.step != Step::status && row.step != Step::result) return;
  row.kind = Kind::answers;
  row.failing_job = true;
  cells.add(row);
}

}  // namespace

std::vector<Cell> plan(Transport transport, const Selection& selection) {
  Cells cells(selection);
  Stand stand(transport);
  for (const Step step : steps) {
    for (const Connection connection : connections) {
      Cell row;
      row.step = step;
      row.transport = transport;
      row.connection = connection;
      add_byte_rows(cells, stand, row, selection);
      add_answer_rows(cells, row);
      add_failing_job(cells, row);
    }
  }
  return cells.take();
}

}  // namespace segmind::matrix
