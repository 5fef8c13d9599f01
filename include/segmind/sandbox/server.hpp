#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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
  Headers headers{};     ///< In the order sent; names as sent.
  std::string body{};    ///< The first Options::kept_body_bytes of it.
  std::uint64_t body_bytes = 0;
  std::uint64_t connection = 0;       ///< The same number: the same connection.
  bool files_origin = false;          ///< Arrived at the files' host, not at the API.
  int status = 0;                     ///< What it was answered; 0 while it waits, and when no status was sent.
  bool fault = false;                 ///< A fault was used on it.
  std::chrono::milliseconds took{0};  ///< From its last byte to the answer's first, or until its client left.
  std::uint64_t head_bytes = 0;       ///< The size of the answer's head, and
  std::uint64_t answer_bytes = 0;     ///< of the whole answer, had nothing cut it: where faults can cut.

  /// The value of a header, its name in any case; empty when it is not there.
  SEGMIND_SANDBOX_EXPORT std::string_view header(std::string_view name) const noexcept;
};

/// What a sandbox has seen and done since its start.
struct Counts {
  // Requests, each counted when it has been read whole.
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

  // Work and money. A charge is made when a generation completes, whether or not somebody still waits for it.
  std::uint64_t generations_started = 0;
  std::uint64_t generations_completed = 0;
  std::uint64_t generations_failed = 0;
  std::uint64_t generations_charged = 0;
  double dollars_charged = 0;

  // Connections and answers.
  std::uint64_t connections_accepted = 0;
  std::uint64_t connections_open = 0;  ///< Open now, of those that have sent a request.
  std::uint64_t answers = 0;           ///< Sent whole.
  std::uint64_t waiting = 0;           ///< Requests that have no answer yet.
  std::uint64_t abandoned = 0;         ///< Requests whose client left before they were answered whole.
  std::uint64_t faults_used = 0;
  std::uint64_t rate_limited = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;  ///< Handed to the system, by connections that are closed by now or not.

  /// Requests that carried the key to the files' host. A client that keeps its key to itself leaves this at 0.
  std::uint64_t keys_on_files_origin = 0;
};

/// A server on this machine that answers as Segmind's API does, and never leaves the machine. It serves the models
/// wan2.7-r2v, wan-2.2-t2v-fast and p-image, each with the table that the service documents, and those that serve()
/// adds. The answer to any other slug is 404.
///
///     sandbox::Server server;                          // listens now, on ports that the system chose
///     Client client(sandbox::client_options(server));  // <segmind/sandbox/client_options.hpp>
///
/// One thread answers every connection, thousands at once; a few more draw clips while there are any to draw. All
/// member functions may be called from any thread. It touches no process-wide setting except that it raises the soft
/// limit of open files as far as the hard limit allows.
class SEGMIND_SANDBOX_EXPORT Server {
 public:
  /// Listens when it returns. Throws std::runtime_error when a port is taken or a certificate cannot be used, and
  /// std::invalid_argument when an option makes no sense.
  explicit Server(Options options = {});

  /// Ends every connection at once, whatever waits on it. In a child of fork() it does nothing: the server is the
  /// parent's and answers on. A child must not call the other member functions; it can make a server of its own.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Where it is. All begin with http:// or https:// and end without a slash.
  const std::string& base_url() const noexcept;
  const std::string& storage_url() const noexcept;  ///< The upload host: the API's, here.
  const std::string& files_url() const noexcept;    ///< Another port than the API's; takes no key.
  std::uint16_t port() const noexcept;              ///< The API's, for what is to stand between.
  std::uint16_t files_port() const noexcept;        ///< That of files_url().
  const std::string& api_key() const noexcept;

  /// What the user should know about how clips are made here, such as that ffmpeg is missing; empty when all is well.
  std::string notice() const;

  void inject(Fault fault);
  void clear_faults();

  Counts counts() const;
  std::vector<SeenRequest> requests() const;

  /// Waits until the counts are as asked; false when that took longer than the timeout. The predicate runs under a
  /// lock: it must only look at the counts.
  bool wait_for(const std::function<bool(const Counts&)>& predicate,
                std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;

  /// Adds a model, or replaces the one of that name. It takes any JSON object and gives this answer, on v1 and through
  /// the queue. Throws std::invalid_argument when the name is not made of letters, digits, dots, dashes and
  /// underscores, or when the price is no amount.
  void serve(std::string slug, ModelAnswer answer);

  /// While held, no generation finishes, on either endpoint: clients wait for as long as a test likes. On the queue the
  /// stages QUEUED and PROCESSING pass all the same. release() lets those go on whose time is up.
  void hold();
  void release();

  double credits() const;

  /// Throws std::invalid_argument unless that is an amount: finite, and not negative.
  void set_credits(double dollars);

  /// Generations from now on take this long.
  void set_generation_time(std::chrono::milliseconds time);

  /// From now on the queue knows none of the jobs that it has.
  void expire_jobs();

  /// Puts a file on the files' host and returns its address.
  std::string add_file(std::string bytes, std::string content_type);

  /// Gives the file at this address other content, with its own ETag. Answers that are under way keep the old content.
  /// Throws std::invalid_argument when there is no such file.
  void replace_file(const std::string& address, std::string bytes);

  /// Closes every connection that waits for a request, as servers do with idle ones.
  void close_idle_connections();

  /// Told of every request when it is answered, or when its client leaves before that, with status 0; on the server's
  /// thread; for a log on the screen. Must not block, nor destroy the server. What it throws is swallowed.
  void on_answer(std::function<void(const SeenRequest&)> observer);

  class Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::sandbox
