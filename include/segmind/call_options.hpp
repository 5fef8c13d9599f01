#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "segmind/cancellation.hpp"
#include "segmind/function.hpp"

namespace segmind {

/// What a call is doing.
enum class Phase {
  connecting,   ///< Name lookup, connection and TLS.
  sending,      ///< The request is on its way.
  generating,   ///< Sent; waiting for the first byte of the answer. Takes 329 to 490 s on average (documented).
  receiving,    ///< The answer is arriving.
  downloading,  ///< The answer named an address; the clip is arriving from there.
  saving        ///< Checking, flushing and naming the file.
};

SEGMIND_EXPORT std::string_view to_string(Phase phase) noexcept;

/// How far a call is.
struct Progress {
  Phase phase = Phase::connecting;
  std::chrono::milliseconds elapsed{0};  ///< Since the call began.
  std::uint64_t bytes = 0;               ///< Of the clip, so far.
  std::optional<std::uint64_t> total;    ///< Of the clip, when the service has said it.
  int attempt = 1;                       ///< Which attempt this is, from 1.
};

/// Where the bytes of a clip go. What is not a clip (an error's body, a JSON answer) never goes there.
class SEGMIND_EXPORT Sink {
 public:
  /// Into Video::bytes(). The default.
  static Sink memory();

  /// Into a file, given by its path in UTF-8. Written beside it under another name and renamed when it is complete,
  /// checked and flushed, so that the path never names half a clip; a file that is already there is replaced. The place
  /// beside it is opened before the request is sent: a missing folder costs nothing.
  static Sink file(std::string path);

  /// Into a function, piece by piece and in order, on the client's thread. It returns true to go on and false to end
  /// the call. The pieces are valid during the call only. The function must not block for long, nor call this client's
  /// blocking functions.
  static Sink callback(Function<bool(const std::byte* data, std::size_t size)> function);

  enum class Kind { memory, file, callback };
  Kind kind() const noexcept { return kind_; }
  const std::string& path() const noexcept { return path_; }
  const Function<bool(const std::byte*, std::size_t)>& function() const noexcept { return function_; }

  Sink() noexcept = default;

 private:
  Kind kind_ = Kind::memory;
  std::string path_;
  Function<bool(const std::byte*, std::size_t)> function_;
};

/// What is particular to one call. All parts are optional.
struct CallOptions {
  /// The longest the whole call may take. Not set: ClientOptions::timeout. Must be positive.
  std::optional<std::chrono::milliseconds> timeout;

  /// The longest that name lookup, connection and TLS together may take. Not set: ClientOptions::connect_timeout.
  std::optional<std::chrono::milliseconds> connect_timeout;

  /// Ends the call from another thread.
  CancellationToken cancellation;

  /// Told at every change of phase, and every progress_interval in between, on the client's thread. Must not block, nor
  /// call this client's blocking functions. If it throws, the call ends with ErrorKind::cancelled.
  Function<void(const Progress&)> progress;

  /// From 10 ms on; smaller values count as 10 ms.
  std::chrono::milliseconds progress_interval{250};

  Sink sink;
};

}  // namespace segmind
