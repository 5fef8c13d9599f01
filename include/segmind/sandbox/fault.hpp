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

/// What a request asked for.
enum class Route {
  any,       ///< In a Fault: whatever comes next.
  generate,  ///< POST /v1/{slug} of a model that is served
  submit,    ///< POST /v2/{slug} likewise
  status,    ///< GET /v2/requests/{id}/status, or below /v1/requests
  result,    ///< GET /v2/requests/{id}, likewise
  credits,   ///< GET /v1/get-user-credits
  upload,    ///< POST /upload-asset
  records,   ///< GET /inference-request/request-history, or below it
  download,  ///< GET or HEAD of a file, on the files' host
  other      ///< Anything else.
};

SEGMIND_SANDBOX_EXPORT std::string_view to_string(Route route) noexcept;

using Headers = std::vector<std::pair<std::string, std::string>>;

/// One way for an exchange to go wrong. The parts combine: Fault::status(504).after(10s).cut_after(40) works. Faults
/// are used in the order in which they were injected, the first one that fits a request, `times` times each.
///
///     server.inject(Fault::status(504).on(Route::generate));
///
/// On generate and submit a fault decides about money too. Unless `charge` says otherwise, the worst case holds: the
/// generation runs and is charged whatever the client gets to see, save when the answer was replaced by a status below
/// 500 that is not 200, 408 or 499, when the work itself failed, or when the connection closed before the request was
/// read.
struct SEGMIND_SANDBOX_EXPORT Fault {
  /// `times` for a fault that stays until clear_faults().
  static constexpr int every_time = -1;

  enum class Ending {
    fin,   ///< The connection is closed in order.
    reset  ///< The connection is reset (RST): what the client had not read yet may be lost to it.
  };

  Route route = Route::any;
  int times = 1;

  /// So many fitting requests pass untouched first.
  int skip = 0;

  /// Waits this long before the answer, on top of whatever the work takes.
  std::chrono::milliseconds delay{0};

  // What is answered instead of, or changed in, the true answer.

  std::optional<int> replace_status{};        ///< With it the true answer is dropped, body and all.
  std::optional<std::string> replace_body{};  ///< Alone: under the true status.
  std::optional<std::string> content_type{};  ///< Alone: over the true body.
  Headers add_headers{};                      ///< Also replaces: the true header of that name is left out.
  std::vector<std::string> drop_headers{};    ///< Names; "content-length" makes a body that ends with the connection.
  bool bare = false;                          ///< Leaves out every x- header.
  std::optional<std::uint64_t>
      large_body{};            ///< A body of so many bytes, made while it is sent: an MP4's head, then filler.
  std::vector<int> interim{};  ///< These 1xx answers come first (100, 102, 103).
  std::optional<std::string>
      work_fails{};  ///< The generation itself fails with this text: FAILED on the queue, 500 on v1.

  /// JSON merge patches (RFC 7396), applied in this order to a body that is a JSON object; null removes a member.
  std::vector<std::string> patches{};

  /// On generate, and on status and result once the job is complete: this JSON instead of the true body. $clip stands
  /// for the clip's address, behind which any path may follow ("$clip/my clip.mp4"); $data for the clip as a data URL;
  /// $page for the address of an HTML page.
  std::optional<std::string> clip_shape{};

  /// On generate: the request goes into the queue, and an answer with this status names its job.
  std::optional<int> job_status{};

  // How the answer travels.

  std::optional<std::string> raw{};                  ///< These bytes instead of any HTTP answer, then the end.
  std::optional<std::uint64_t> cut_after_bytes{};    ///< Ends the connection after so many bytes, the head counted.
  std::optional<std::uint64_t> cut_body_bytes{};     ///< The same, counted from the start of the body.
  std::optional<std::uint64_t> stall_after_bytes{};  ///< Falls silent after so many bytes, the head counted, for good.
  Ending ending = Ending::fin;
  bool close_unread = false;                ///< Closes when the request line has come, before the body is read.
  std::size_t drip_bytes = 0;               ///< Sends so many bytes at a time,
  std::chrono::milliseconds drip_pause{0};  ///< with this pause between.

  /// Whether a generation is charged; see above for when it is not set.
  std::optional<bool> charge{};

  /// A status with the usual `{"error": ...}` body for it.
  static Fault status(int code);
  static Fault status(int code, std::string body, std::string content_type = "application/json");

  /// A 200 whose body is this instead of the true one.
  static Fault body(std::string body, std::string content_type = "application/json");
  static Fault html(int code);

  /// The true JSON answer, changed by a merge patch. Throws std::invalid_argument when that is no JSON object.
  static Fault patch(std::string json);

  /// The true answer of the queue under another status word.
  static Fault word(std::string_view status);

  /// The answer that brings a clip, in another shape: see clip_shape.
  static Fault shape(std::string json);

  /// {"request_id", "status": "QUEUED"} in answer to a v1 generation.
  static Fault job(int code = 200);

  /// The true answer under another content type.
  static Fault as_type(std::string content_type);

  static Fault redirect(std::string location, int code = 302);

  /// The true answer, ended after n bytes of the whole of it, or of its body.
  static Fault cut(std::uint64_t after_bytes, Ending ending = Ending::fin);
  static Fault cut_body(std::uint64_t after_bytes, Ending ending = Ending::fin);

  /// The request is read whole, the work is done, and the connection ends without one byte of an answer.
  static Fault no_answer(Ending ending = Ending::fin);

  /// The connection ends while the request is still arriving.
  static Fault unread(Ending ending = Ending::reset);

  /// The true answer, silent after n bytes.
  static Fault stall(std::uint64_t after_bytes);

  /// Bytes that are no HTTP.
  static Fault garbage(std::string bytes = "\x16\x03\x01\x02 this is not HTTP\r\n\r\n");

  /// The true answer without a Content-Length; its end is the connection's end. With n: cut short there, which a client
  /// cannot see in the framing.
  static Fault unframed(std::optional<std::uint64_t> body_bytes = std::nullopt);

  static Fault large(std::uint64_t bytes, std::string content_type = "video/mp4");
  static Fault drip(std::size_t bytes, std::chrono::milliseconds pause);
  static Fault late(std::chrono::milliseconds delay);
  static Fault interim_first(std::vector<int> codes);

  /// The generation fails; nothing is charged.
  static Fault failed_work(std::string error);

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

  /// Reads the form that segmind-sandbox takes at --fault: "generate:status=504,times=2,charge". Throws
  /// std::invalid_argument with a sentence for the user. fault_grammar() is its manual.
  static Fault parse(std::string_view text);
};

/// How the text of Fault::parse is written: for --help.
SEGMIND_SANDBOX_EXPORT std::string_view fault_grammar() noexcept;

}  // namespace segmind::sandbox
