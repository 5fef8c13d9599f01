#include <cstdlib>
#include <iostream>

#include "../journal/small_disk.hpp"
#include "certificates.hpp"
#include "net/curl.hpp"
#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Security : public BareService {
 protected:
  /// All that a failed call lets a person or a program see.
  static std::string everything(const Error& error) {
    std::string text = error.describe() + error.message + error.request_id;
    for (const Violation& violation : error.violations) text += violation.field + violation.value + violation.message;
    try {
      raise(error);
    } catch (const std::exception& exception) {
      text += exception.what();
    }
    return text;
  }
};

TEST_F(Security, TheKeyIsInNoTextEvenWhenTheServiceRepeatsIt) {
  const std::string key = server.api_key();
  std::string seen;
  ClientOptions options = bare_options_for(server);
  options.log = [&](std::string_view line) { seen += line; };
  const Fault faults[] = {
      Fault::status(401, R"({"error":"Invalid key )" + key + R"("})"),
      Fault::status(401, R"({"error":"Invalid key \u0053\u0047)" + key.substr(2) + R"("})"),
      Fault::status(500, key, "text/plain"),
      Fault::status(500, "<title>" + key + "</title>", "text/html"),
      Fault::status(400, "{}").header("x-request-id", key),
      Fault::status(400, R"({"error":"no","request_id":")" + key + R"("})"),
      Fault::redirect("https://example.invalid/?" + key),
      Fault::body("not a clip: " + key, "text/plain"),
      Fault::body(R"({"error":")" + key + R"("})"),
      Fault::body(R"({"output":"https://example.invalid/)" + key + R"("})"),
      Fault::body(R"({"output":")" + server.files_url() + "/" + key + R"("})"),
      Fault::garbage(key + "\r\n\r\n"),
  };
  for (const Fault& fault : faults) {
    Client client_with_log(options);
    CallOptions call;
    call.progress = [&](const Progress& progress) { seen += to_string(progress.phase); };
    server.inject(Fault(fault).on(Route::generate));
    const auto video = client_with_log.try_generate(a_request(), call);
    ASSERT_FALSE(video);
    seen += everything(video.error());
  }
  EXPECT_EQ(seen.find(key), std::string::npos) << seen;
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);
}

TEST_F(Security, AReceiptHoldsNoKeyEither) {
  server.inject(Fault().header("x-request-id", server.api_key()).on(Route::generate));
  EXPECT_EQ(client.generate(a_request()).receipt().request_id.value().find(server.api_key()), std::string::npos);
}

TEST_F(Security, FollowsNoRedirectWithTheKeyOrThePaidRequest) {
  sandbox::Server elsewhere(quick());
  for (const int status : {301, 302, 303, 307, 308}) {
    server.inject(Fault::redirect(elsewhere.base_url() + "/v1/wan2.7-r2v", status).on(Route::generate));
    EXPECT_EQ(client.try_generate(a_request()).error().http_status, status);
  }
  EXPECT_EQ(elsewhere.counts().requests, 0U);
}

TEST_F(Security, ADownloadFollowsRedirectsWithoutTheKeyAndNotForever) {
  const std::string url = server.add_file(std::string(client.generate(a_request()).bytes().view()), "video/mp4");
  server.inject(Fault::body(R"({"output":")" + server.files_url() + R"(/moved.mp4"})").on(Route::generate));
  server.inject(Fault::redirect(url).on(Route::download));
  EXPECT_TRUE(is_clip(client.generate(a_request()).bytes().view()));
  EXPECT_EQ(server.counts().keys_on_files_origin, 0U);

  server.inject(Fault::body(R"({"output":")" + url + R"("})").on(Route::generate));
  server.inject(Fault::redirect(url).on(Route::download).repeat_forever());
  EXPECT_EQ(client.try_generate(a_request()).error().kind, ErrorKind::bad_response);
  EXPECT_LE(server.counts().download, 10U);
}

TEST_F(Security, TheKeyIsInNoTextWhenTheRecordsRepeatIt) {
  const std::string key = server.api_key();
  std::string escaped;
  for (const char c : key) {
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned char>(c));
    escaped += text;
  }
  std::string seen;
  ClientOptions options = options_for(server);
  options.log = [&](std::string_view line) { seen += line; };
  for (const std::string& spelled : {key, escaped}) {
    const std::string row = R"({"request_id":"a)" + spelled + R"(","model_name":")" + spelled + R"(","request_body":)" +
                            a_request().to_json() + R"(,"model_status":"COMPLETED","generation_url":"https://x/)" +
                            spelled + R"(","error":")" + spelled + R"("})";
    Client client_with_log(options);
    server.inject(Fault::body('[' + row + ']').on(Route::records).repeat(2));
    const Record record = client_with_log.records().records.at(0);
    seen += record.request_id + record.model + record.address + record.error + record.request_body;
    CallOptions call;
    call.timeout = 200ms;
    server.inject(Fault::no_answer().on(Route::generate));
    server.inject(Fault::body('[' + row + ']').on(Route::records).repeat_forever());
    const auto video = client_with_log.try_generate(a_request(), call);
    ASSERT_FALSE(video);
    seen += everything(video.error());
    server.clear_faults();
  }
  EXPECT_EQ(seen.find(key), std::string::npos) << seen;
}

TEST_F(Security, ADownloadGoesNowhereThatIsNotSafe) {
  for (const char* address : {"http://example.invalid/clip.mp4", "file:///etc/passwd", "ftp://127.0.0.1/clip.mp4",
                              "gopher://127.0.0.1:1/x", "//127.0.0.1/x", "javascript:alert(1)"}) {
    server.inject(Fault::body(std::string(R"({"output":")") + address + R"("})").on(Route::generate));
    const auto video = client.try_generate(a_request());
    ASSERT_FALSE(video) << address;
    EXPECT_EQ(video.error().kind, ErrorKind::bad_response) << address << '\n' << video.error().message;
  }
}

TEST_F(Security, RefusesAKeyThatWouldBreakOutOfItsHeader) {
  for (const std::string& key : {std::string("SG_a\r\nx-evil: 1"), std::string("SG_a\n"), std::string("SG_a\0b", 6),
                                 std::string("SG_a b"), std::string("SG_a\x7f")}) {
    ClientOptions options = options_for(server);
    options.api_key = key;
    const auto made = Client::try_create(options);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().kind, ErrorKind::invalid_request);
    EXPECT_EQ(made.error().violations.at(0).field, "api_key");
    EXPECT_EQ(everything(made.error()).find("SG_a"), std::string::npos);
  }
}

TEST_F(Security, NamesEveryUnusableOptionAtOnce) {
  ClientOptions options;
  options.api_key = "a b";
  options.base_url = "http://api.segmind.com";
  options.storage_url = "ftp://x";
  options.timeout = 0ms;
  options.connect_timeout = 0ms;
  options.max_response_bytes = 0;
  options.ca_file = "/nowhere/ca.pem";
  options.proxy = "not a proxy";
  EXPECT_EQ(Client::try_create(options).error().violations.size(), 8U);
  EXPECT_THROW(Client{options}, InvalidRequestError);
  options.expected_earliest = -1ms;
  options.expected_latest = -2ms;
  options.retry = {0, -1ms, -2ms};
  options.spending_limit = -1;
  const Error error = Client::try_create(options).error();
  EXPECT_EQ(error.violations.size(), 14U);
  EXPECT_NE(error.describe().find("retry.longest_wait: -2 ms - It must not be negative."), std::string::npos);
  EXPECT_NE(error.describe().find("Change what is named above"), std::string::npos);
}

TEST_F(Security, TakesForAProxyWhatLibcurlTakes) {
  ClientOptions options = options_for(server);
  for (const char* proxy : {"proxy", "proxy:8080", "http://user:secret@proxy:8080", "socks5h://[::1]:1080", ""}) {
    options.proxy = proxy;
    EXPECT_TRUE(Client::try_create(options)) << proxy;
  }
  for (const char* proxy : {"::bad::", "not a proxy", "ftp://proxy", "proxy:port"}) {
    options.proxy = proxy;
    const auto refused = Client::try_create(options);
    ASSERT_FALSE(refused) << proxy;
    EXPECT_EQ(refused.error().violations.at(0).field, "proxy");
  }
}

TEST_F(Security, NamesOneUnusableAddressOnce) {
  ClientOptions options = options_for(server);
  options.base_url = options.storage_url = "127.0.0.1:8080";
  EXPECT_EQ(Client::try_create(options).error().violations.size(), 1U);
}

TEST_F(Security, RepeatsNoLoginThatAnAddressHolds) {
  ClientOptions options = options_for(server);
  options.proxy = "http://user:hunter2@proxy:8080\n";
  options.base_url = "https://user:hunter2@example.com/v1";
  options.storage_url = "https://user:hunter2@example.com/a b";
  const auto refused = Client::try_create(options);
  ASSERT_FALSE(refused);
  EXPECT_GE(refused.error().violations.size(), 3U);
  EXPECT_EQ(refused.error().describe().find("hunter2"), std::string::npos) << refused.error().describe();
}

TEST_F(Security, SaysWhatIsWrongWithAKeyInQuotesAndAnAddressWithAVersion) {
  ClientOptions options = options_for(server);
  options.api_key = "\"SG_a\"";
  options.base_url += "/v1/";
  const Error error = Client::try_create(options).error();
  ASSERT_EQ(error.violations.size(), 2U);
  EXPECT_NE(error.violations[0].message.find("quotation mark"), std::string::npos);
  EXPECT_NE(error.violations[1].message.find("without /v1"), std::string::npos);
}

TEST_F(Security, TakesPlainHttpForLoopbackAlone) {
  const auto accepts = [&](const std::string& url) {
    ClientOptions options = options_for(server);
    options.base_url = url;
    return Client::try_create(options).has_value();
  };
  for (const char* url :
       {"http://127.0.0.1:1", "http://localhost", "http://[::1]:8", "http://127.9.9.9", "https://a.b"}) {
    EXPECT_TRUE(accepts(url)) << url;
  }
  for (const char* url : {"http://127.0.0.1.evil.test", "http://localhost.evil.test", "http://evil.test", "127.0.0.1",
                          "http://128.0.0.1", "https://user:secret@a.b", "https://a.b/?q=1", "https://a.b#f",
                          "https:a.b", "https:///a.b", "", "http://127.evil.test.x", "http://127.0.0.1@evil.test"}) {
    EXPECT_FALSE(accepts(url)) << url;
  }
}

TEST_F(Security, NeedsAKey) {
  ::unsetenv("SEGMIND_API_KEY");
  ClientOptions options = options_for(server);
  options.api_key.clear();
  const auto made = Client::try_create(options);
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().describe().find("SEGMIND_API_KEY"), std::string::npos);
  ::setenv("SEGMIND_API_KEY", server.api_key().c_str(), 1);
  EXPECT_TRUE(Client(options).try_generate(a_request()));
  ::unsetenv("SEGMIND_API_KEY");
}

class Tls : public ::testing::Test {
 protected:
  TemporaryFolder folder;
  Authority authority{folder.path().string(), "authority"};

  Result<Video> generate_with(const Certificate& certificate, const std::string& ca_file,
                              const std::string& host = "127.0.0.1") {
    sandbox::Options sandbox = quick();
    sandbox.certificate_file = certificate.certificate_file;
    sandbox.private_key_file = certificate.key_file;
    sandbox.host = host;
    sandbox::Server server(sandbox);
    ClientOptions options = options_for(server);
    options.ca_file = ca_file;
    Client client(options);
    auto video = client.try_generate(a_request());
    requests = server.counts().requests;
    return video;
  }

  void expect_refused(const Result<Video>& video) const {
    ASSERT_FALSE(video);
    EXPECT_EQ(video.error().kind, ErrorKind::connection);
    EXPECT_EQ(video.error().charge, Charge::none);
    EXPECT_NE(video.error().message.find("certificate"), std::string::npos) << video.error().message;
    EXPECT_EQ(requests, 0U);
  }

  std::uint64_t requests = 0;
};

TEST_F(Tls, TrustsACertificateOfItsAuthority) {
  const auto video = generate_with(authority.issue("IP:127.0.0.1"), authority.file());
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_TRUE(is_clip(video->bytes().view()));
  EXPECT_TRUE(generate_with(authority.issue("DNS:localhost"), authority.file(), "localhost"));
}

TEST_F(Tls, RefusesAWrongName) {
  expect_refused(generate_with(authority.issue("DNS:api.segmind.com"), authority.file()));
}

TEST_F(Tls, RefusesAnExpiredCertificate) {
  expect_refused(generate_with(authority.issue("IP:127.0.0.1", -1), authority.file()));
}

TEST_F(Tls, RefusesAnUnknownAuthority) {
  const Authority other(folder.path().string(), "other");
  const auto video = generate_with(authority.issue("IP:127.0.0.1"), other.file());
  expect_refused(video);
  EXPECT_NE(video.error().message.find("ClientOptions::ca_file"), std::string::npos) << video.error().message;
  expect_refused(generate_with(authority.issue("IP:127.0.0.1"), ""));
}

TEST_F(Tls, AFileWithoutAuthoritiesIsRefusedWithTheClient) {
  for (const char* content : {"", "no certificate"}) {
    const std::string path = folder.file("ca.pem");
    std::ofstream(path) << content;
    ClientOptions options;
    options.api_key = "SG_0123456789abcdef";
    options.ca_file = path;
    const auto client = Client::try_create(options);
    ASSERT_FALSE(client);
    ASSERT_EQ(client.error().violations.size(), 1U);
    EXPECT_EQ(client.error().violations[0].field, "ca_file");
    EXPECT_NE(client.error().violations[0].message.find("BEGIN CERTIFICATE"), std::string::npos);
  }
}

// The file was there when the client was made.
TEST_F(Tls, AuthoritiesThatCannotBeReadAreNamedWithWhatToDo) {
  sandbox::Options sandbox = quick();
  const Certificate certificate = authority.issue("IP:127.0.0.1");
  sandbox.certificate_file = certificate.certificate_file;
  sandbox.private_key_file = certificate.key_file;
  sandbox::Server server(sandbox);
  ClientOptions options = options_for(server);
  options.ca_file = folder.file("gone.pem");
  std::filesystem::copy_file(authority.file(), options.ca_file);
  Client client(options);
  std::filesystem::remove(options.ca_file);
  const auto video = client.try_generate(a_request());
  ASSERT_FALSE(video);
  EXPECT_EQ(video.error().kind, ErrorKind::connection);
  EXPECT_EQ(video.error().charge, Charge::none);
  EXPECT_NE(video.error().message.find("ca-certificates"), std::string::npos) << video.error().message;
}

// As in a container that has none.
TEST_F(Tls, ASystemWithoutAuthoritiesIsNamedWithWhatToDo) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a child of fork() starts threads";
#endif
  const char* const system_file = curl_version_info(CURLVERSION_NOW)->cainfo;
  if (system_file == nullptr || std::string_view(system_file).substr(0, 9) != "/etc/ssl/") {
    GTEST_SKIP() << "libcurl has its authorities elsewhere";
  }
  const Certificate certificate = authority.issue("IP:127.0.0.1");
  const int result = on_a_small_disk("/etc/ssl", [&] {
    const auto video = generate_with(certificate, "");
    if (video || requests > 0 || video.error().charge != Charge::none) return 2;
    if (video.error().describe().find("Debian: ca-certificates") != std::string::npos) return 0;
    std::cerr << video.error().describe() << '\n';
    return 3;
  });
  if (result == not_here) GTEST_SKIP() << "no disk of one's own can be had here";
  EXPECT_EQ(result, 0);
}

}  // namespace
}  // namespace segmind::testing
