// TLS as Windows has it (Schannel), against the sandbox's OpenSSL.
#include <gtest/gtest.h>

#include <cstdlib>

#include "remote_sandbox.hpp"
#include "segmind/segmind.hpp"

namespace segmind::testing {
namespace {

/// Of the folder that tests/windows.sh makes: an authority, and a certificate of its for localhost.
std::string pem(const std::string& name) { return std::string(std::getenv("SEGMIND_TEST_PEM")) + '/' + name + ".pem"; }

class Tls : public ::testing::Test {
 protected:
  static sandbox::Options with_certificate() {
    sandbox::Options options = RemoteSandbox::quick();
    options.certificate_file = pem("server");
    options.private_key_file = pem("server.key");
    options.host = "localhost";
    return options;
  }

  Result<Video> generate(const std::string& ca_file) const {
    ClientOptions options = sandbox::client_options(server);
    options.ca_file = ca_file;
    options.retry.attempts = 1;
    return Client(options).try_generate(Wan27R2VRequest::Builder("a garden").build());
  }

  RemoteSandbox server{with_certificate()};
};

TEST_F(Tls, AClipComesFromAServerWhoseAuthorityIsKnown) {
  ASSERT_EQ(server.base_url().substr(0, 8), "https://");
  const auto video = generate(pem("authority"));
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->bytes().view().substr(4, 4), "ftyp");
}

TEST_F(Tls, NothingIsSentToAServerWhoseAuthorityIsUnknown) {
  const auto video = generate(pem("stranger"));  // Wine takes any where no file is given
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(video.error().kind, ErrorKind::connection) << video.error().describe();
  EXPECT_EQ(server.counts().generate, 0U);
}

TEST_F(Tls, NothingIsSentToAServerOfAnotherName) {
  ClientOptions options = sandbox::client_options(server);
  options.base_url = options.storage_url = "https://127.0.0.1:" + std::to_string(server.port());
  options.ca_file = pem("authority");
  options.retry.attempts = 1;
  const auto video = Client(options).try_generate(Wan27R2VRequest::Builder("a garden").build());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_EQ(server.counts().generate, 0U);
}

TEST_F(Tls, AnAuthoritysFileMayHaveANameInAnyScript) {
  const auto video = generate(pem("\u6f22\u5b57"));
  ASSERT_TRUE(video) << video.error().describe();
}

TEST_F(Tls, AnAuthoritysFileThatIsNotThereIsNamed) {
  const auto missing = Client::try_create([&] {
    ClientOptions options = sandbox::client_options(server);
    options.ca_file = pem("missing");
    return options;
  }());
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().describe().find("ca_file"), std::string::npos) << missing.error().describe();
}

}  // namespace
}  // namespace segmind::testing
