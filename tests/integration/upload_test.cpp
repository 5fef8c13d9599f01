#include <set>

#include "../media_samples.hpp"
#include "service.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Upload : public Service {
 protected:
  TemporaryFolder folder;

  std::string put(const std::string& name, const std::string& bytes) const {
    const std::string path = folder.file(name);
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  // What stands at a public address, asked for as anybody would: by a client with another key.
  std::string content_at(const std::string& address) {
    server.inject(Fault::body(R"({"output":")" + address + R"("})").on(Route::generate));
    std::string content;
    CallOptions call;
    call.sink = Sink::callback([&](const std::byte* data, std::size_t size) {
      content.append(reinterpret_cast<const char*>(data), size);
      return true;
    });
    (void)client.try_generate(a_request(), call);
    return content;
  }

  Client patient{[this] {
    ClientOptions options = options_for(server);
    options.retry.attempts = 4;
    return options;
  }()};
};

TEST_F(Upload, GivesTheAddressWhereTheVeryBytesAre) {
  const std::string bytes = film(2, "isom", 300'000);
  const std::string address = client.upload(put("clip.mp4", bytes));
  EXPECT_EQ(address.rfind(server.files_url(), 0), 0U) << address;
  EXPECT_EQ(content_at(address), bytes);
  const auto seen = server.requests().front();
  EXPECT_EQ(seen.target, "/upload-asset");
  EXPECT_EQ(seen.header("x-api-key"), server.api_key());
  EXPECT_EQ(seen.header("content-type"), "application/json");
  EXPECT_EQ(seen.body.substr(0, 36), R"({"data_urls":["data:video/mp4;base64)");
}

TEST_F(Upload, TakesBytesInMemory) {
  const std::string bytes = film(3, "isom", 10'000);
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  EXPECT_EQ(content_at(client.upload(data, bytes.size(), "video/mp4")), bytes);
  EXPECT_EQ(client.try_upload(data, bytes.size(), "image/png").error().kind, ErrorKind::invalid_request);
  EXPECT_EQ(content_at(client.upload(data, bytes.size(), "")), bytes);
  EXPECT_EQ(content_at(client.upload(data, bytes.size(), "VIDEO/MP4")), bytes);
  const std::string other = film(3, "isom", 9'999);
  Bytes owned;
  ASSERT_TRUE(owned.append(other.data(), other.size()));
  EXPECT_TRUE(client.upload_async(std::move(owned), "").try_get());
}

TEST_F(Upload, SendsSeveralFilesInOneRequestAndKeepsTheirOrder) {
  const std::vector<std::string> contents{film(1), film(2), film(3, "isom", 70'001)};
  std::vector<std::string> paths;
  for (const std::string& content : contents) paths.push_back(put(std::to_string(paths.size()) + ".mp4", content));
  const auto addresses = client.upload_all(paths);
  EXPECT_EQ(server.counts().upload, 1U);
  ASSERT_EQ(addresses.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(content_at(addresses[i]), contents[i]);
}

TEST_F(Upload, ReadsTheAnswerInEachOfItsForms) {
  for (const auto form : {sandbox::UploadAnswer::file_urls, sandbox::UploadAnswer::urls, sandbox::UploadAnswer::url}) {
    sandbox::Options options = quick();
    options.upload_answer = form;
    sandbox::Server other(options);
    Client there(options_for(other));
    EXPECT_EQ(there.upload(put("a.png", png(300, 300))).rfind(other.files_url(), 0), 0U);
    EXPECT_EQ(there.upload_all({put("b.png", png(301, 300)), put("c.png", png(302, 300))}).size(), 2U);
  }
}

TEST_F(Upload, NamesEveryProblemBeforeAnythingIsSent) {
  const auto result = client.try_upload_all(
      {put("a.png", jpeg(300, 300)), put("b.gif", "GIF89a"), put("good.png", png(300, 300)),
       put("c.mp4", film(2, "isom", 1000, track("soun"))), put("empty.png", ""), put("d.wav", wav(11))});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::invalid_request);
  std::vector<std::string> fields;
  for (const Violation& violation : result.error().violations) fields.push_back(violation.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"paths[0]", "paths[1]", "paths[3]", "paths[4]", "paths[5]"}));
  EXPECT_THROW(client.upload_all({}), InvalidRequestError);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Upload, ChecksWhatFilesAreUsedAsWithoutSendingThem) {
  const std::string picture = put("hero", png(300, 300));
  const std::string sound = put("voice", wav(3));
  EXPECT_TRUE(Client::try_check_uploads({{picture}, {picture, ReferenceKind::image}, {sound, ReferenceKind::voice}}));
  const auto result =
      Client::try_check_uploads({{sound, ReferenceKind::image}, {picture}, {picture, ReferenceKind::video}});
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().violations.size(), 2U);
  EXPECT_EQ(result.error().violations[0].field, "paths[0]");
  EXPECT_EQ(result.error().violations[1].field, "paths[2]");
  EXPECT_THROW(Client::check_uploads({{folder.file("missing.png")}}), FileError);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Upload, AFileThatCannotBeReadIsAFileError) {
  EXPECT_THROW(client.upload(folder.file("missing.png")), FileError);
  EXPECT_THROW(client.upload(folder.path().string()), FileError);
  EXPECT_EQ(client.try_upload("").error().kind, ErrorKind::file);
  EXPECT_EQ(client.try_upload("/dev/zero").error().kind, ErrorKind::file);
  const std::string cut = put("hero.png", png(300, 300)) + std::string(1, '\0') + "x.png";
  EXPECT_EQ(client.try_upload(cut).error().kind, ErrorKind::file);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Upload, AFileMayGetAnotherLinkWhileItIsSent) {
  const std::string path = put("a.mp4", film(2, "isom", 8'000'000));
  CallOptions call;
  call.progress = [&, linked = false](const Progress& progress) mutable {
    if (progress.phase != Phase::connecting || std::exchange(linked, true)) return;
    std::filesystem::create_hard_link(path, folder.file("b.mp4"));
  };
  EXPECT_TRUE(patient.try_upload(path, call));
  EXPECT_TRUE(std::filesystem::exists(folder.file("b.mp4")));
}

TEST_F(Upload, AFileThatChangesWhileItIsSentIsAFileError) {
  const std::string path = folder.file("a.mp4");
  for (const bool longer : {true, false}) {
    put("a.mp4", film(2, "isom", 8'000'000));
    CallOptions call;
    bool changed = false;
    call.progress = [&](const Progress& progress) {
      if (progress.phase != Phase::connecting || changed) return;
      changed = true;
      std::filesystem::resize_file(path, longer ? 9'000'000U : 4'000'000U);
    };
    const auto result = patient.try_upload(path, call);
    ASSERT_FALSE(result);
    EXPECT_TRUE(changed);
    EXPECT_EQ(result.error().kind, ErrorKind::file) << result.error().message;
    EXPECT_NE(result.error().message.find(path), std::string::npos);
    EXPECT_EQ(result.error().attempts, 1);
    EXPECT_EQ(result.error().charge, Charge::none);
  }
  EXPECT_EQ(server.counts().upload, 0U);
}

TEST_F(Upload, TriesAgainAfterEveryFailureThatMayPass) {
  int i = 0;
  for (const Fault& fault :
       {Fault::status(500), Fault::status(502), Fault::status(503), Fault::status(504), Fault::no_answer(),
        Fault::no_answer(Fault::Ending::reset), Fault::cut(20), Fault::cut_body(9), Fault::garbage(), Fault::unread(),
        Fault::status(429).header("Retry-After", "0")}) {
    SCOPED_TRACE(i);
    server.inject(Fault(fault).on(Route::upload).repeat(2));
    const auto result = patient.try_upload(put(std::to_string(i) + ".png", png(300 + i, 300, 200'000)));
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    ++i;
  }
}

TEST_F(Upload, TriesNotAgainWhatWouldFailAgain) {
  const std::string path = put("a.png", png(300, 300));
  for (const int status : {400, 401, 403, 413, 302}) {
    const auto before = server.counts().upload;
    server.inject(Fault::status(status).on(Route::upload));
    const auto result = patient.try_upload(path);
    EXPECT_EQ(result.error().http_status, status);
    EXPECT_EQ(result.error().charge, Charge::none);
    EXPECT_EQ(server.counts().upload, before + 1);
  }
}

TEST_F(Upload, RefusesAnAnswerThatDoesNotNameEachFile) {
  const auto path = put("a.png", png(300, 300));
  for (const std::string& body :
       {std::string("{}"), std::string(R"({"file_urls":[]})"),
        std::string(R"({"file_urls":["https://a","https://b"]})"), std::string(R"({"file_urls":["not an address"]})"),
        std::string("<html>"), R"({"file_urls":["https://x.example/)" + server.api_key() + R"("]})"}) {
    server.inject(Fault::body(body).on(Route::upload));
    const auto result = client.try_upload(path);
    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().kind, ErrorKind::bad_response);
    EXPECT_EQ(result.error().message.find(server.api_key()), std::string::npos);
  }
}

TEST_F(Upload, TellsHowFarItIs) {
  std::vector<Progress> seen;
  CallOptions call;
  call.progress_interval = 10ms;
  call.progress = [&](const Progress& progress) { seen.push_back(progress); };
  client.upload(put("a.mp4", film(2, "isom", 20'000'000)), call);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.front().phase, Phase::connecting);
  EXPECT_EQ(seen.back().phase, Phase::receiving);
  EXPECT_EQ(seen.back().bytes, server.requests().back().body_bytes);
  EXPECT_EQ(seen.back().total, server.requests().back().body_bytes);
}

TEST_F(Upload, EndsAtOnceWhenItIsCancelledOrItsTimeIsUp) {
  server.inject(Fault::stall(0).on(Route::upload).repeat_forever());
  const auto path = put("a.png", png(300, 300));
  CancellationSource source;
  CallOptions call;
  call.cancellation = source.token();
  call.progress = [&](const Progress& progress) {
    if (progress.phase == Phase::receiving) source.cancel();
  };
  EXPECT_EQ(client.try_upload(path, call).error().kind, ErrorKind::cancelled);
  CallOptions brief;
  brief.timeout = 50ms;
  EXPECT_EQ(client.try_upload(path, brief).error().kind, ErrorKind::timeout);
}

TEST_F(Upload, ASilentServerIsAskedAgain) {
  server.inject(Fault::stall(0).on(Route::upload));
  ClientOptions options = options_for(server);
  options.retry.attempts = 2;
  options.silence_timeout = 50ms;
  Client impatient(options);
  EXPECT_TRUE(impatient.try_upload(put("a.png", png(300, 300))));
  EXPECT_EQ(server.counts().upload, 2U);
}

TEST_F(Upload, GoesToTheStorageAddressAlone) {
  sandbox::Server storage(quick());
  ClientOptions options = options_for(server);
  options.storage_url = storage.storage_url();
  Client apart(options);
  apart.upload(put("a.png", png(300, 300)));
  EXPECT_EQ(storage.counts().upload, 1U);
  EXPECT_EQ(server.counts().requests, 0U);
}

TEST_F(Upload, WaitsItsTurnUnderTheRateLimit) {
  server.inject(Fault::status(429).header("Retry-After", "1").on(Route::upload));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(patient.try_upload(put("a.png", png(300, 300))));
  EXPECT_GE(std::chrono::steady_clock::now() - began, 1s);
}

TEST_F(Upload, IsSafeFromManyThreads) {
  std::vector<std::future<std::string>> uploads;
  for (int i = 0; i < 16; ++i) {
    const std::string path = put(std::to_string(i) + ".png", png(300 + i, 300, 100'000, static_cast<unsigned>(i)));
    uploads.push_back(std::async(std::launch::async, [this, path] { return client.upload(path); }));
  }
  std::set<std::string> addresses;
  for (auto& upload : uploads) addresses.insert(upload.get());
  EXPECT_EQ(addresses.size(), 16U);
}

}  // namespace
}  // namespace segmind::testing
