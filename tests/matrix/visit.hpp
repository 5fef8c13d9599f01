#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "matrix/cell.hpp"
#include "matrix/stand.hpp"
#include "segmind/segmind.hpp"

namespace segmind::matrix {

/// Time limits of a call.
struct Patience {
  std::chrono::milliseconds call;     ///< CallOptions::timeout
  std::chrono::milliseconds connect;  ///< ClientOptions::connect_timeout
  std::chrono::milliseconds silence;  ///< ClientOptions::silence_timeout
};

/// The outcome of a call.
struct Visited {
  std::optional<Error> error;
  std::string job;           ///< The id of the returned job.
  std::string told;          ///< The id that on_submitted got.
  std::string clip;          ///< The clip's bytes, also when they went to a file.
  std::string address;       ///< The address of the upload.
  double spent_at_most = 0;  ///< US dollars, by the client's own count.
  std::chrono::milliseconds took{0};
};

/// One cell's client and its call.
class Visit {
 public:
  Visit(Stand& stand, const Cell& cell, const Patience& patience);

  /// Leaves the client with reusable connections. Throws std::runtime_error on failure.
  void warm();

  /// Makes the step's call. Steps after the submission start from a completed job.
  Visited call();

  /// Makes the status query that precedes the result, on the same connection.
  void ask_for_status();

 private:
  Result<Video> wait(const std::string& id);

  Stand& stand_;
  const Cell& cell_;
  CallOptions options_;
  Client client_;
  const std::string& job_;
};

/// Fetches a job's clip without faults, into the cell's file if it has one.
Visited fetch_undisturbed(Stand& stand, const Cell& cell, const std::string& job);

/// The path for clips of cells with into_file.
std::string clip_file(const Stand& stand);

}  // namespace segmind::matrix
