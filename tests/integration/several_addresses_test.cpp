// An answer that names several addresses, of which the best one does not bring the clip.

#include <algorithm>
#include <cstdio>
#include <functional>

#include "service.hpp"
#include "text/base64.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class SeveralAddresses : public Service {
 protected:
  const std::string whole{client.generate(a_request()).bytes().view()};
  const std::string clip = server.add_file(whole, "video/mp4");
  const std::string picture = server.add_file("\x89PNG\r\n\x1A\n" + std::string(5'000, 'p'), "image/png");
  const std::string dead = server.files_url() + "/gone.mp4";  // which the sandbox answers by 404
  TemporaryFolder folder;

  static std::string answer_of(const std::vector<std::string>& addresses) {
    std::string list;
    for (const std::string& address : addresses) list += (list.empty() ? "\"" : ",\"") + address + '"';
    return R"({"status":"COMPLETED","output":[)" + list + "]}";
  }

  void answer_with(const std::vector<std::string>& addresses) {
    for (const Route route : {Route::generate, Route::status, Route::result}) {
      server.inject(Fault::body(answer_of(addresses)).on(route).repeat_forever());
    }
  }

  using Way = std::function<Result<Media>(const CallOptions&)>;

  /// By each way to a clip; `knows_film` where the request says that a film comes.
  template <typename Look>
  void by_each_way(Look look) {
    const Request untyped("wan2.7-r2v", a_request().to_json());
    const std::tuple<const char*, bool, Way> ways[] = {
        {"v1", true, [&](const CallOptions& call) { return client.try_generate(a_request(), call); }},
        {"queue", true, [&](const CallOptions& call) { return client.submit(a_request()).try_wait(call); }},
        {"v1, untyped", false, [&](const CallOptions& call) { return client.try_generate(untyped, call); }},
        {"resumed", false,
         [&](const CallOptions& call) { return client.resume(client.submit(a_request()).id()).try_wait(call); }}};
    for (const auto& [name, knows_film, way] : ways) {
      SCOPED_TRACE(name);
      look(way, knows_film);
      server.clear_faults();
    }
  }

  static CallOptions within(std::chrono::milliseconds limit) {
    CallOptions call;
    call.timeout = limit;
    return call;
  }
};

TEST_F(SeveralAddresses, OneThatIsDeadForGoodYieldsToTheNext) {
  const std::string nobody_listens = "http://127.0.0.1:1/clip.mp4";
  const std::string not_to_be_asked = "http://clips.example/clip.mp4";
  for (const std::string& first : {dead, nobody_listens, not_to_be_asked}) {
    by_each_way([&](const Way& way, bool) {
      answer_with({first, clip});
      const auto media = way(within(10s));
      ASSERT_TRUE(media) << first << ": " << media.error().describe();
      EXPECT_TRUE(media->bytes().view() == whole);
      EXPECT_EQ(media->receipt().address, clip);
    });
  }
}

TEST_F(SeveralAddresses, OneThatIsRefusedByWhateverStatusYieldsToTheNext) {
  const std::string first = server.add_file(whole, "video/mp4");
  for (const int status : {401, 403, 404, 410, 451, 500, 503}) {
    by_each_way([&](const Way& way, bool) {
      answer_with({first, clip});
      server.inject(Fault::status(status).on(Route::download));
      const auto media = way(within(10s));
      ASSERT_TRUE(media) << status << ": " << media.error().describe();
      EXPECT_EQ(media->receipt().address, clip);
    });
  }
}

// A file of a moment ago may not be everywhere yet.
TEST_F(SeveralAddresses, TheBestIsAskedAsOftenAsThePolicySaysBeforeTheNext) {
  ClientOptions options = options_for(server);
  options.retry.attempts = 3;
  Client patient(options);
  answer_with({dead, clip});
  ASSERT_TRUE(patient.try_generate(a_request()));
  EXPECT_EQ(server.counts().download, 4U);
}

TEST_F(SeveralAddresses, APictureDoesNotTakeThePlaceOfAFilm) {
  const std::string unnamed = server.add_file("\x89PNG\r\n\x1A\n" + std::string(5'000, 'q'), "");
  for (const std::string& cover : {picture, unnamed}) {
    by_each_way([&](const Way& way, bool) {
      answer_with({cover, dead});
      const auto media = way(within(500ms));
      ASSERT_FALSE(media) << cover;
      EXPECT_EQ(media.error().charge, Charge::charged);
      EXPECT_EQ(media.error().address, dead) << "the hint is the film's";
      if (media.error().kind == ErrorKind::timeout) return;
      EXPECT_EQ(media.error().rescued == nullptr, cover == picture)
          << "what names itself a picture is not even fetched";
    });
  }
}

TEST_F(SeveralAddresses, OfPicturesTheNextIsTakenWhereNobodyAskedForAFilm) {
  by_each_way([&](const Way& way, bool knows_film) {
    answer_with({server.files_url() + "/gone.png", picture});
    const auto media = way(within(500ms));
    EXPECT_EQ(bool(media), !knows_film);
    if (media) {
      EXPECT_EQ(media->content_type(), "image/png");
    }
  });
}

TEST_F(SeveralAddresses, OneThatHasBroughtAPartIsNotLeftForAnother) {
  const std::string first = server.add_file(whole, "video/mp4");
  answer_with({first, clip});
  server.inject(Fault::cut_body(2'000).on(Route::download));
  CallOptions call;
  call.sink = Sink::file(folder.file("clip.mp4"));
  const auto media = client.try_generate(a_request(), call);
  ASSERT_FALSE(media);
  EXPECT_EQ(media.error().address, first);
  EXPECT_EQ(server.counts().download, 1U);
  ASSERT_EQ(folder.entries(), 1U);
  EXPECT_EQ(std::filesystem::file_size(std::filesystem::directory_iterator(folder.path())->path()), 2'000U);
}

TEST_F(SeveralAddresses, AllOfThemDeadIsToldOfTheBest) {
  answer_with({dead, server.files_url() + "/page.mp4"});
  server.inject(Fault::status(410).on(Route::download));
  const auto media = client.try_generate(a_request());
  ASSERT_FALSE(media);
  EXPECT_EQ(media.error().http_status, 410);
  EXPECT_EQ(media.error().address, dead);
  EXPECT_EQ(media.error().charge, Charge::charged);
  EXPECT_EQ(server.counts().download, 2U);
}

// Its bytes are in the answer alone: they can be fetched from nowhere.
TEST_F(SeveralAddresses, WhatTheAnswerBringsItselfIsKeptThoughItIsNoClipAndTheOthersAreDead) {
  answer_with({"data:video/webm;base64,GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYEC", dead});
  const auto media = client.try_generate(a_request());
  ASSERT_FALSE(media);
  EXPECT_EQ(media.error().charge, Charge::charged);
  ASSERT_TRUE(media.error().rescued);
  EXPECT_EQ(media.error().rescued->content_type(), "video/webm");
  EXPECT_EQ(media.error().rescued->size(), 36U);
}

// Whatever is wrong with it, a person may be able to read it.
TEST_F(SeveralAddresses, WhatTheAnswerBringsItselfIsKeptAsItCameWhereItCannotBeDecoded) {
  for (const std::string& data : {std::string("data:video/mp4;base64,AAAA!AAA"), std::string("data:video/mp4,%0%ZZ"),
                                  "data:video/mp4;base64," + std::string(3'000, '*')}) {
    by_each_way([&](const Way& way, bool) {
      const std::string body = answer_of({data});
      answer_with({data});
      const auto in_memory = way(within(500ms));
      ASSERT_FALSE(in_memory);
      EXPECT_EQ(in_memory.error().charge, Charge::charged);
      ASSERT_TRUE(in_memory.error().rescued) << in_memory.error().describe();
      EXPECT_TRUE(in_memory.error().rescued->bytes().view() == body);
      CallOptions call = within(500ms);
      call.sink = Sink::file(folder.file("clip.mp4"));
      const auto in_file = way(call);
      ASSERT_FALSE(in_file);
      ASSERT_EQ(folder.entries(), 1U) << in_file.error().describe();
      const std::filesystem::path part = std::filesystem::directory_iterator(folder.path())->path();
      EXPECT_NE(in_file.error().describe().find(part.string()), std::string::npos) << in_file.error().describe();
      EXPECT_TRUE(content_of(part.string()) == body);
      std::filesystem::remove(part);
    });
  }
}

TEST_F(SeveralAddresses, WhatTheAnswerBringsItselfIsDecodedHoweverItIsEncoded) {
  const auto percent = [](unsigned char byte) {
    char encoded[4];
    std::snprintf(encoded, sizeof encoded, "%%%02x", byte);
    return std::string(encoded);
  };
  std::string escaped;
  for (const char c : whole)
    escaped += c >= 'a' && c <= 'z' ? std::string(1, c) : percent(static_cast<unsigned char>(c));
  std::string base64(text::base64_size(whole.size()), '\0');
  text::encode_base64(whole.data(), whole.size(), base64.data());
  std::string url = base64;
  std::replace(url.begin(), url.end(), '+', '-');
  std::replace(url.begin(), url.end(), '/', '_');
  ASSERT_NE(url, base64);
  url.erase(url.find_last_not_of('=') + 1);
  for (const std::string& data : {";base64," + base64, ";base64," + url, ',' + escaped}) {
    by_each_way([&](const Way& way, bool) {
      answer_with({"data:video/mp4" + data});
      const auto media = way(within(10s));
      ASSERT_TRUE(media) << data.substr(0, 20) << ": " << media.error().describe().substr(0, 300);
      EXPECT_TRUE(media->bytes().view() == whole);
      EXPECT_FALSE(media->receipt().address);
    });
  }
}

TEST_F(SeveralAddresses, AllOfThemDeadLetTheQueueBeAskedForAnother) {
  const Job job = client.submit(a_request());
  for (const Route route : {Route::status, Route::result}) {
    server.inject(Fault::body(answer_of({dead, dead + "?again"})).on(route).repeat(2));
  }
  const auto media = job.try_wait(within(10s));
  ASSERT_TRUE(media) << media.error().describe();
  EXPECT_TRUE(is_clip(media->bytes().view()));
}

}  // namespace
}  // namespace segmind::testing
