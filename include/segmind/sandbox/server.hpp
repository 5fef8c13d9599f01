#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "segmind/function.hpp"
#include "segmind/sandbox/export.hpp"
#include "segmind/sandbox/fault.hpp"
#include "segmind/sandbox/model_answer.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// One request as it arrived.
struct SeenRequest {
  Route route = Route::other;
  std::string method{};
  std::string target{};  ///< Path and query as sent.
  Headers headers{};     ///< Names and order as sent.
  std::string body{};    ///< The first Options::kept_body_bytes of the body.
  std::uint64_t body_bytes = 0;
  std::uint64_t connection = 0;       ///< Requests of one connection have the same number.
  bool files_origin = false;          ///< Sent to the files' host, not to the API.
  int status = 0;                     ///< The answer's status; 0: none yet, or none was sent.
  bool fault = false;                 ///< A fault was used on the request.
  std::chrono::milliseconds took{0};  ///< From the request's last byte to the answer's first, or to the client's end.
  std::uint64_t head_bytes = 0;       ///< The size of the answer's head.
  std::uint64_t answer_bytes = 0;     ///< The size of the whole answer, before a fault cut it.

  /// The value of the header of that name, in upper or lower case; empty: no such header.
  SEGMIND_SANDBOX_EXPORT std::string_view header(std::string_view name) const noexcept;
};

/// What a server has seen and done since its start.
struct Counts {
  // Requests that were read whole.
  std::uint64_t requests = 0;
  std::uint64_t generate = 0;
  std::uint64_t submit = 0;
  std::uint64_t status = 0;
  std::uint64_t result = 0;
  std::uint64_t credits = 0;
  std::uint64_t upload = 0;
  std::uint64_t records = 0;
  std::uint64_t download = 0;
  std::uint64_t other = 0;

  // Work and money. A generation is charged when it completes, whether or not its client still waits.
  std::uint64_t generations_started = 0;
  std::uint64_t generations_completed = 0;
  std::uint64_t generations_failed = 0;
  std::uint64_t generations_charged = 0;
  double dollars_charged = 0;

  // Connections and answers.
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_open = 0;  ///< Open now, and have sent a request.
  std::uint64_t answers = 0;           ///< Sent whole.
  std::uint64_t waiting = 0;           ///< Requests that have no answer yet.
  std::uint64_t abandoned = 0;         ///< Requests whose client left before they were answered whole.
  std::uint64_t faults_used = 0;
  std::uint64_t rate_limited = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;  ///< Given to the system, over all connections.

  /// Requests that carried the key to the files' host: 0 for a client that guards its key.
  std::uint64_t keys_on_files_origin = 0;
};

/// A generation that was begun, whatever Options::records hides of it.
struct Record {
  std::string id{};     ///< The request's id, and the job's.
  std::string model{};  ///< The slug.
  std::string stage{};  ///< QUEUED, PROCESSING, COMPLETED or FAILED.
  bool queued = false;  ///< A job of the queue.
  std::string body{};   ///< The request's body.
  double dollars = 0;   ///< What was charged.
  std::string error{};  ///< Why it failed, or will fail.
};

class Tally;

/// A server on 127.0.0.1 that answers as Segmind's API does. Serves wan2.7-r2v, wan-2.2-t2v-fast and p-image by their
/// documented parameters, and the models that serve() adds; other slugs are answered 404.
///
///     sandbox::Server server;                          // listens now, on ports that the system chose
///     Client client(sandbox::client_options(server));  // <segmind/sandbox/client_options.hpp>
///
/// Thread-safe. One thread answers thousands of connections; a few more draw clips. Raises the process's soft limit of
/// open files to the hard limit, and changes no other setting of the process.
class SEGMIND_SANDBOX_EXPORT Server {
 public:
  /// Listens once it returns. Throws std::runtime_error where a port is taken or a certificate cannot be used, and
  /// std::invalid_argument where an option makes no sense.
  explicit Server(Options options = {});

  /// Ends every connection at once. In a child of fork() the destructor does nothing: the server is the parent's. A
  /// child must not call other member functions; it can make a server of its own.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Addresses begin with http:// or https:// and end without a slash.
  const std::string& base_url() const noexcept;
  const std::string& storage_url() const noexcept;  ///< The host of uploads: that of base_url().
  const std::string& files_url() const noexcept;    ///< The host of files, on a port of its own; takes no key.
  std::uint16_t port() const noexcept;              ///< That of base_url(), for proxies.
  std::uint16_t files_port() const noexcept;        ///< That of files_url().
  const std::string& api_key() const noexcept;

  /// What a user should know about the clips, such as that ffmpeg is missing; empty: all is well.
  std::string notice() const;

  /// Adds a fault for requests to come; takes back those that are not used yet.
  void inject(Fault fault);
  void clear_faults();

  /// What has been seen since the start; of requests, the last Options::kept_requests.
  Counts counts() const;
  std::vector<SeenRequest> requests() const;

  /// Every generation since the start, the oldest first: the last Options::kept_requests of them.
  std::vector<Record> records() const;

  /// Waits until the predicate holds; false after the timeout. The predicate runs under a lock and must only read the
  /// counts.
  bool wait_for(const Function<bool(const Counts&)>& predicate,
                std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;

  /// Adds or replaces a model, which answers every JSON object with `answer`, on v1 and through the queue. Throws
  /// std::invalid_argument unless the slug is made of letters, digits, dots, dashes and underscores and the price is an
  /// amount.
  void serve(std::string slug, ModelAnswer answer);

  /// After hold() no generation finishes until release(). On the queue, jobs still go from QUEUED to PROCESSING.
  void hold();
  void release();

  /// The account's dollars.
  double credits() const;

  /// Throws std::invalid_argument where the amount is negative or not finite.
  void set_credits(double dollars);

  /// For generations that begin from now on.
  void set_generation_time(std::chrono::milliseconds time);

  /// Makes the queue forget every job.
  void expire_jobs();

  /// Puts a file on the files' host. Returns its address.
  std::string add_file(std::string bytes, std::string content_type);

  /// Replaces the content, and the ETag, of the file at this address. Answers that are under way keep the old content.
  /// Throws std::invalid_argument where there is no such file.
  void replace_file(const std::string& address, std::string bytes);

  /// Closes every idle connection, as servers do.
  void close_idle_connections();

  /// Calls the observer for every request once it is answered, or with status 0 once its client has left, on the
  /// server's thread. The observer must not block, nor destroy the server. What it throws is swallowed.
  void on_answer(Function<void(const SeenRequest&)> observer);

  class Impl;

 private:
  friend class Control;  // of segmind-sandbox --control
  Tally& tally() const noexcept;

  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::sandbox
