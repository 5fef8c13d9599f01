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
  generate_download,  ///< The download that follows.
  submit,
  status,
  result,
  download,
  upload
};
enum class Transport { plain, tls, http2 };
enum class Connection { fresh, reused };

/// What the cells of a row have in common beside their exchange.
enum class Kind {
  bytes,    ///< A connection breaks at one byte.
  answers,  ///< The server answers something else.
  retries   ///< Either of them, with three attempts allowed.
};

/// The bodies that come with a status.
enum class Shape { error, message, detail, text, html, empty, cut_json, binary };

/// Another answer than the true one.
struct AnswerFault {
  int status = 200;
  Shape shape = Shape::error;
  std::optional<bool> charged;  ///< On the steps that pay; not set where the service says no.
  int times = 1;                ///< Or sandbox::Fault::every_time.
};

struct Cell {
  Step step = Step::generate;
  Transport transport = Transport::plain;
  Connection connection = Connection::fresh;
  Kind kind = Kind::bytes;
  int attempts = 1;
  std::optional<testing::ByteFault> byte_fault;
  std::optional<AnswerFault> answer_fault;
  int refused_connections = 0;
  bool failing_job = false;  ///< The generation fails, which the queue tells truthfully.
  bool into_file = false;
};

// What a row of the table is called, and a cell within it.
std::string_view name_of(Step step) noexcept;
std::string_view name_of(Transport transport) noexcept;
std::string_view name_of(Connection connection) noexcept;
std::string_view name_of(Kind kind) noexcept;
std::string_view name_of(Shape shape) noexcept;
std::string row_name(const Cell& cell);
std::string cell_name(const Cell& cell);

// What distinguishes the steps. A new one is an entry here, and a call in visit.cpp.
sandbox::Route route_of(Step step) noexcept;
bool pays(Step step) noexcept;
bool is_download(Step step) noexcept;
/// The clip, or its job, is known by an address or an id before the step begins.
bool is_about_known_clip(Step step) noexcept;

}  // namespace segmind::matrix
