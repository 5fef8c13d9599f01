#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "matrix/cell.hpp"
#include "matrix/stand.hpp"
#include "segmind/segmind.hpp"

namespace segmind::matrix {

/// How long the parts of a call may take.
struct Patience {
  std::chrono::milliseconds call;     ///< CallOptions::timeout
  std::chrono::milliseconds connect;  ///< ClientOptions::connect_timeout
  std::chrono::milliseconds silence;  ///< ClientOptions::silence_timeout
};

/// What a call came to.
struct Visited {
  std::optional<Error> error;
  std::string job;           ///< The id of a job that was returned, and
  std::string told;          ///< the one that on_submitted was told.
  std::string clip;          ///< Of a call that returns one, wherever its bytes went.
  std::string address;       ///< Of what was uploaded.
  double spent_at_most = 0;  ///< In dollars, as the client counts it.
  std::chrono::milliseconds took{0};
};

/// One client, made for one cell, and its call.
class Visit {
 public:
  Visit(Stand& stand, const Cell& cell, const Patience& patience);

  /// Leaves the client with connections that it can use again. Throws std::runtime_error when that does not work.
  void warm();

  /// The step's call. Steps that are not the first of theirs begin with a job that is complete.
  Visited call();

  /// The part of the call before its step's exchange, on the same connection.
  void ask_for_status();

 private:
  Result<Video> wait(const std::string& id);

  Stand& stand_;
  const Cell& cell_;
  CallOptions options_;
  Client client_;
  const std::string& job_;
};

/// The clip of a job, with nothing in the way; into the cell's file, when it goes there.
Visited fetch_undisturbed(Stand& stand, const Cell& cell, const std::string& job);

/// Where cells put clips that go to a file.
std::string clip_file(const Stand& stand);

}  // namespace segmind::matrix
