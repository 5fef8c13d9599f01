#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace segmind::testing {

/// A well-known server program in front of one that speaks plain HTTP/1.1 on 127.0.0.1, so that a client meets TLS and
/// HTTP/2 as others implement them. It passes requests and answers on as they come, waits for minutes, and sends a
/// request to the server behind it once at the most, on a connection of its own.
///
///     if (!Front::available()) GTEST_SKIP() << Front::how_to_get();
///     Front front(Front::Kind::http2_tls, server_port);
///     options.base_url = front.base_url();
///     options.ca_file = front.ca_file();
///
/// The program ends with this object, and with the thread that made it.
class Front {
 public:
  enum class Kind {
    http1_tls,       ///< HTTP/1.1 alone is offered.
    http2_tls,       ///< HTTP/2 is preferred in the TLS handshake.
    http2_cleartext  ///< HTTP/2 without TLS, for a client that knows beforehand.
  };
  enum class Program { any, nginx, nghttpx };

  static bool available(Program program = Program::any);
  static std::string how_to_get();

  /// Takes connections when it returns. Throws std::runtime_error, with what the program said, when it does not.
  Front(Kind kind, std::uint16_t upstream_port, Program program = Program::any);
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  std::uint16_t port() const noexcept;

  /// https://127.0.0.1:<port>, or http:// without TLS. The certificate is made out to localhost too.
  std::string base_url() const { return base_url_at(port()); }

  /// The same server as reached through another port, such as a FaultProxy's in front of it.
  std::string base_url_at(std::uint16_t other_port) const;

  /// The PEM file of the authority that signed its certificate.
  const std::string& ca_file() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segmind::testing
