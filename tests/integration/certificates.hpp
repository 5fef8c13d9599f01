#pragma once

#include <string>

namespace segmind::testing {

/// PEM files of a server that a test starts with TLS.
struct Certificate {
  std::string certificate_file;
  std::string key_file;
};

/// A certificate authority that lives for one test, in a folder of the test's.
class Authority {
 public:
  Authority(std::string folder, const std::string& name);
  ~Authority();
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  const std::string& file() const { return file_; }  ///< For ClientOptions::ca_file.

  /// `subject` as OpenSSL's subjectAltName takes it: "DNS:localhost" or "IP:127.0.0.1". Valid from yesterday until so
  /// many days from now; a negative number makes one that has expired.
  Certificate issue(const std::string& subject, int days = 30) const;

 private:
  struct Keys;
  std::string folder_;
  std::string file_;
  Keys* keys_;
};

}  // namespace segmind::testing
