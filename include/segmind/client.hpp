#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "segmind/call_options.hpp"
#include "segmind/request.hpp"
#include "segmind/video.hpp"

namespace segmind {

/// How a client reaches the service. Every field has a default that suits most programs.
struct ClientOptions {
  /// The key of the Segmind account. Empty: the environment variable SEGMIND_API_KEY, read when the client is made.
  /// Sent to base_url and storage_url and nowhere else; shown nowhere.
  std::string api_key;

  /// Where the API is. https, or http on the loopback interface alone.
  std::string base_url = "https://api.segmind.com";

  /// Where uploads go. The same rules as for base_url.
  std::string storage_url = "https://workflows-api.segmind.com";

  /// The longest that name lookup, connection and TLS together may take.
  std::chrono::milliseconds connect_timeout{30'000};

  /// The longest that a whole call may take. An average generation takes 329 to 490 s (documented).
  std::chrono::milliseconds timeout{15 * 60 * 1000};

  /// An answer that is larger than this ends the call with ErrorKind::bad_response.
  std::uint64_t max_response_bytes = 2ULL << 30;

  /// The address of a proxy, in the form that libcurl takes. Empty: the usual environment variables (https_proxy,
  /// all_proxy, no_proxy). Loopback addresses are never asked through a proxy.
  std::string proxy;

  /// A PEM file of the authorities to trust instead of the system's. Verification itself cannot be switched off.
  std::string ca_file;

  /// Told one line for each exchange: method, host, path, status, bytes and time. Never the key, a body or a query.
  /// Called on the client's thread.
  Function<void(std::string_view line)> log;
};

/// Segmind's Wan 2.7 Reference-to-Video, from a program's point of view.
///
/// Thread-safe: one client serves a whole program. It starts one thread at the first call and none before; while it
/// waits, that thread sleeps. Every function that throws has a twin that begins with try_ and is noexcept.
///
/// Destroying a client ends its calls within 100 ms, with ErrorKind::cancelled, in whatever thread they wait. Do not
/// destroy it from one of its own callbacks. A client that was moved from may only be destroyed or assigned to.
class SEGMIND_EXPORT Client {
 public:
  /// Throws InvalidRequestError when an option is unusable, or when there is no key.
  explicit Client(ClientOptions options = {});
  static Result<Client> try_create(ClientOptions options = {}) noexcept;

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  /// Generates a clip with one blocking POST (v1) and waits for it. Costs money when it succeeds.
  ///
  /// The request is sent at most once. Error::charge of every failure says whether it may have been paid.
  /// Throws an Exception, or the subclass that belongs to the error.
  Video generate(const Wan27R2VRequest& request, const CallOptions& options = {});
  Result<Video> try_generate(const Wan27R2VRequest& request, const CallOptions& options = {}) noexcept;

 private:
  class Impl;
  explicit Client(std::shared_ptr<Impl> impl) noexcept;
  std::shared_ptr<Impl> impl_;
};

}  // namespace segmind
