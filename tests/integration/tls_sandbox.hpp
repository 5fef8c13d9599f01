#pragma once

#include <string>

#include "certificates.hpp"
#include "service.hpp"

namespace segmind::testing {

/// A sandbox that speaks TLS, with an authority of its own.
class TlsSandbox {
 public:
  /// `subject` as Authority::issue() takes it: whom its certificate is for.
  explicit TlsSandbox(const std::string& subject) : server(with_certificate(subject)) {}

  const std::string& ca_file() const { return authority_.file(); }

 private:
  sandbox::Options with_certificate(const std::string& subject) const {
    const Certificate certificate = authority_.issue(subject);
    sandbox::Options options = quick();
    options.certificate_file = certificate.certificate_file;
    options.private_key_file = certificate.key_file;
    return options;
  }

  const TemporaryFolder folder_;
  const Authority authority_{folder_.path().string(), "authority"};

 public:
  sandbox::Server server;
};

}  // namespace segmind::testing
