#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "segmind/function.hpp"
#include "segmind/sandbox/export.hpp"
#include "segmind/sandbox/server.hpp"

namespace segmind::sandbox {

/// A Server in another process: steers a program `segmind-sandbox --control`. Its functions do what those of Server do,
/// and throw std::runtime_error in addition where the program cannot be reached. docs/sandbox-control.md is the
/// protocol, for other languages.
///
///     sandbox::RemoteServer server("http://127.0.0.1:4567");  // as segmind-sandbox --control 4567 prints it
///     Client client(sandbox::client_options(server));
///
/// Thread-safe. Exists on every system; Server needs Linux or macOS.
class SEGMIND_SANDBOX_EXPORT RemoteServer {
 public:
  /// Steers the program's own server, which lives on after this object.
  explicit RemoteServer(const std::string& control_url);

  /// Makes a server with these options in the program, which ends with this object. A certificate and its key are read
  /// here and sent. Throws what Server() throws.
  RemoteServer(const std::string& control_url, const Options& options);

  /// Ends the observer, and the server where this object made it.
  ~RemoteServer();
  RemoteServer(const RemoteServer&) = delete;
  RemoteServer& operator=(const RemoteServer&) = delete;

  /// The address of this server's control interface, without a slash at its end.
  const std::string& control_url() const noexcept;

  /// Starts the server anew on its ports, with the options of its start: counts, faults, jobs, records, files and
  /// models are gone, and every connection ends.
  void reset();

  /// As Server's.
  const std::string& base_url() const noexcept;
  const std::string& storage_url() const noexcept;
  const std::string& files_url() const noexcept;
  std::uint16_t port() const noexcept;
  std::uint16_t files_port() const noexcept;
  const std::string& api_key() const noexcept;
  std::string notice() const;
  void inject(Fault fault);
  void clear_faults();
  Counts counts() const;
  std::vector<SeenRequest> requests() const;
  std::vector<Record> records() const;

  /// The predicate runs on the calling thread, with counts as they were a moment ago.
  bool wait_for(const Function<bool(const Counts&)>& predicate,
                std::chrono::milliseconds timeout = std::chrono::seconds{10}) const;

  /// As Server's.
  void serve(std::string slug, ModelAnswer answer);
  void hold();
  void release();
  double credits() const;
  void set_credits(double dollars);
  void set_generation_time(std::chrono::milliseconds time);
  void expire_jobs();
  std::string add_file(std::string bytes, std::string content_type);
  void replace_file(const std::string& address, std::string bytes);
  void close_idle_connections();

  /// Calls the observer on a thread of this object, soon after each answer. The observer must not call on_answer(), nor
  /// destroy this object.
  void on_answer(Function<void(const SeenRequest&)> observer);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::sandbox
