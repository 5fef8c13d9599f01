#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "faults/byte_fault.hpp"
#include "segmind/sandbox/fault.hpp"

namespace segmind::matrix {

/// The exchange that a cell breaks.
enum class Step {
  generate,           ///< v1, the clip in the answer.
  generate_address,   ///< v1, the clip's address in the answer.
  generate_download,  ///< The download after generate_address.
  submit,
  status,
  result,
  download,
  upload
};
enum class Transport { plain, tls, http2 };
enum class Connection { fresh, reused };

/// The kind of fault that the cells of a row share.
enum class Kind {
  bytes,    ///< A connection breaks at one byte.
  answers,  ///< The server answers something else.
  retries,  ///< Either kind, with three attempts allowed.
  records   ///< Either kind, on a step that pays, where the client asks the account's records.
};

/// The body of an answer.
enum class Shape { error, message, detail, text, html, empty, cut_json, binary };

/// A false answer.
struct AnswerFault {
  int status = 200;
  Shape shape = Shape::error;
  std::optional<bool> charged;  ///< On paying steps: whether the sandbox charges. Not set for refusals.
  int times = 1;                ///< May be sandbox::Fault::every_time.
};

/// Which of the bytes of its direction a fault stands for: 0 is the first, 1 the last.
struct Part {
  double begin = 0;
  double end = 0;
};

struct Cell {
  Step step = Step::generate;
  Transport transport = Transport::plain;
  Connection connection = Connection::fresh;
  Kind kind = Kind::bytes;
  int attempts = 1;
  std::optional<testing::ByteFault> byte_fault;
  Part part;  ///< Of byte_fault.
  std::optional<AnswerFault> answer_fault;
  int refused_connections = 0;
  bool failing_job = false;  ///< The generation fails, and the queue reports that.
  bool into_file = false;
  bool through_queue = false;  ///< A generate() that submits: the call ends with the clip, not with a job.
};

// Names for the table: of a row, its parts, and a cell.
std::string_view name_of(Step step) noexcept;
std::string_view name_of(Transport transport) noexcept;
std::string_view name_of(Connection connection) noexcept;
std::string_view name_of(Kind kind) noexcept;
std::string_view name_of(Shape shape) noexcept;
std::string row_name(const Cell& cell);
std::string cell_name(const Cell& cell);

// Properties of the steps. A new step needs an entry in each of these functions, and a call in visit.cpp.
sandbox::Route route_of(Step step) noexcept;
bool pays(Step step) noexcept;
bool is_download(Step step) noexcept;
/// Whether the client knows the clip's address or the job's id before the step begins.
bool is_about_known_clip(Step step) noexcept;

}  // namespace segmind::matrix
