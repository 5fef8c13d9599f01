#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "segmind/sandbox/export.hpp"

namespace segmind::sandbox {

/// What a request asks for.
enum class Route {
  any,       ///< In a Fault: the next request, of any route.
  generate,  ///< POST /v1/{slug} of a served model
  submit,    ///< POST /v2/{slug} of a served model
  status,    ///< GET /v2/requests/{id}/status or /v1/requests/{id}/status
  result,    ///< GET /v2/requests/{id} or /v1/requests/{id}
  credits,   ///< GET /v1/get-user-credits
  upload,    ///< POST /upload-asset
  records,   ///< GET /inference-request/request-history, or below it
  download,  ///< GET or HEAD of a file, on the files' host
  other      ///< Anything else.
};

/// The enumerator's name, such as "generate".
SEGMIND_SANDBOX_EXPORT std::string_view to_string(Route route) noexcept;

/// Names and values.
using Headers = std::vector<std::pair<std::string, std::string>>;

/// One way for an exchange to go wrong. Parts combine: Fault::status(504).after(10s).cut_after(40). A request meets the
/// first injected fault that fits its route; a fault is used `times` times.
///
///     server.inject(Fault::status(504).on(Route::generate));
///
/// On generate and submit the generation runs and is charged in spite of the fault, unless `charge` says otherwise. Not
/// charged by default: an answer replaced by a status below 500 other than 200, 408 and 499; work that fails; a
/// connection that closes before the request is read.
struct SEGMIND_SANDBOX_EXPORT Fault {
  /// A value of `times`: until clear_faults().
  static constexpr int every_time = -1;

  /// How a connection is ended.
  enum class Ending {
    fin,   ///< Closed in order.
    reset  ///< Reset (RST): the client may lose what it has not read.
  };

  Route route = Route::any;
  int times = 1;

  /// How many fitting requests pass untouched first.
  int skip = 0;

  /// Waits this long before the answer, in addition to the work's time.
  std::chrono::milliseconds delay{0};

  // What replaces the true answer, or changes it.

  std::optional<int> replace_status{};        ///< Drops the true answer with its body.
  std::optional<std::string> replace_body{};  ///< Without replace_status: under the true status.
  std::optional<std::string> content_type{};  ///< Without a replaced body: of the true one.
  Headers add_headers{};                      ///< Each replaces the true header of its name.
  std::vector<std::string> drop_headers{};    ///< Names. Without "content-length" the body ends with the connection.
  bool bare = false;                          ///< Leaves out every x- header.
  /// The size of a body that is made while it is sent: an MP4's head, then filler.
  std::optional<std::uint64_t> large_body{};
  std::vector<int> interim{};  ///< 1xx answers that come first: 100, 102, 103.
  /// The generation fails with this text: FAILED on the queue, 500 on v1.
  std::optional<std::string> work_fails{};

  /// JSON merge patches (RFC 7396), applied in order to a body that is a JSON object. Null removes a member.
  std::vector<std::string> patches{};

  /// On generate, and on status and result of a completed job: this JSON replaces the body. $clip stands for the clip's
  /// address, which any path may follow ("$clip/my clip.mp4"); $data for the clip as a data URL; $page for the address
  /// of an HTML page.
  std::optional<std::string> clip_shape{};

  /// On generate: queues the request and answers with this status and the job's id.
  std::optional<int> job_status{};

  // How the answer travels.

  std::optional<std::string> raw{};                  ///< These bytes instead of HTTP; then the connection ends.
  std::optional<std::uint64_t> cut_after_bytes{};    ///< Ends the connection after this many bytes, head included.
  std::optional<std::uint64_t> cut_body_bytes{};     ///< The same, counted from the body's start.
  std::optional<std::uint64_t> stall_after_bytes{};  ///< Falls silent for good after this many bytes, head included.
  Ending ending = Ending::fin;
  bool close_unread = false;                ///< Ends the connection after the request line, before the body is read.
  std::size_t drip_bytes = 0;               ///< Sends this many bytes at a time; 0: all.
  std::chrono::milliseconds drip_pause{0};  ///< The pause between them.

  /// Whether a generation is charged. Not set: as said above.
  std::optional<bool> charge{};

  /// A status with its usual `{"error": ...}` body.
  static Fault status(int code);
  static Fault status(int code, std::string body, std::string content_type = "application/json");

  /// A 200 with this body.
  static Fault body(std::string body, std::string content_type = "application/json");
  static Fault html(int code);

  /// The true JSON answer after a merge patch. Throws std::invalid_argument unless `json` is a JSON object.
  static Fault patch(std::string json);

  /// The queue's true answer with another status word.
  static Fault word(std::string_view status);

  /// The answer that brings a clip, in another shape: clip_shape.
  static Fault shape(std::string json);

  /// {"request_id", "status": "QUEUED"} in answer to a v1 generation.
  static Fault job(int code = 200);

  /// The true answer under another content type.
  static Fault as_type(std::string content_type);

  /// A redirect to this address.
  static Fault redirect(std::string location, int code = 302);

  /// The true answer, cut after this many bytes of all or of its body.
  static Fault cut(std::uint64_t after_bytes, Ending ending = Ending::fin);
  static Fault cut_body(std::uint64_t after_bytes, Ending ending = Ending::fin);

  /// The request is read and the work is done; the connection ends without a byte of an answer.
  static Fault no_answer(Ending ending = Ending::fin);

  /// The connection ends while the request is still arriving.
  static Fault unread(Ending ending = Ending::reset);

  /// The true answer, silent after this many bytes.
  static Fault stall(std::uint64_t after_bytes);

  /// Bytes that are no HTTP.
  static Fault garbage(std::string bytes = "\x16\x03\x01\x02 this is not HTTP\r\n\r\n");

  /// The true answer without a Content-Length: it ends with the connection. With body_bytes: cut there, which the
  /// framing does not show.
  static Fault unframed(std::optional<std::uint64_t> body_bytes = std::nullopt);

  /// As large_body; as drip_bytes and drip_pause; as delay; as interim.
  static Fault large(std::uint64_t bytes, std::string content_type = "video/mp4");
  static Fault drip(std::size_t bytes, std::chrono::milliseconds pause);
  static Fault late(std::chrono::milliseconds delay);
  static Fault interim_first(std::vector<int> codes);

  /// The generation fails; nothing is charged.
  static Fault failed_work(std::string error);

  /// Each sets a field, and returns this fault.
  Fault& on(Route which);
  Fault& repeat(int how_often);
  Fault& repeat_forever() { return repeat(every_time); }
  Fault& after_skipping(int requests);
  Fault& after(std::chrono::milliseconds wait);
  Fault& header(std::string name, std::string value);
  Fault& without(std::string header_name);
  Fault& without_extras();
  Fault& charged(bool yes = true);
  Fault& cut_after(std::uint64_t bytes, Ending how = Ending::fin);

  /// Reads what segmind-sandbox --fault takes, such as "generate:status=504,times=2,charge"; see fault_grammar().
  /// Throws std::invalid_argument with a sentence for the user.
  static Fault parse(std::string_view text);
};

/// The manual of Fault::parse(), for --help.
SEGMIND_SANDBOX_EXPORT std::string_view fault_grammar() noexcept;

}  // namespace segmind::sandbox
