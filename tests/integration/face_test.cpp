// What the public face promises beside its calls.
#include "with_journal.hpp"

namespace segmind::testing {
namespace {

using sandbox::Fault;
using sandbox::Route;

class Face : public WithSharedJournal {};

TEST_F(Face, AClipThatWentToACallbackCannotBeSavedAndWasPaid) {
  CallOptions call;
  call.sink = Sink::callback([](const std::byte*, std::size_t) { return true; });
  const Video video = client.generate(a_request(), call);
  const auto saved = video.try_save(folder.file("clip.mp4"));
  ASSERT_FALSE(saved);
  EXPECT_EQ(saved.error().kind, ErrorKind::misuse);
  EXPECT_EQ(saved.error().charge, Charge::charged);
  EXPECT_FALSE(std::filesystem::exists(folder.file("clip.mp4")));
}

TEST_F(Face, ALoopOverAClipSeesItsBytes) {
  const Video video = client.generate(a_request());
  std::string seen;
  for (const std::byte byte : video.bytes()) seen += static_cast<char>(byte);
  EXPECT_TRUE(is_clip(seen));
  EXPECT_EQ(seen, video.bytes().view());
}

TEST_F(Face, OneFileIsUploadedWithoutBlocking) {
  const std::string path = folder.file("voice.wav");
  std::string wave("RIFF\xa4\x3e\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x80\x3e\0\0",
                   44);
  std::ofstream(path, std::ios::binary) << wave + std::string(16'000, '\0');
  EXPECT_EQ(client.upload_async(path).get().rfind("http://127.0.0.1", 0), 0U);
  EXPECT_EQ(client.upload_async(folder.file("none")).try_get().error().kind, ErrorKind::file);
  const auto address = client.try_upload("https://example.com/a.png");
  ASSERT_FALSE(address);
  EXPECT_NE(address.error().describe().find("it is an address already"), std::string::npos);
}

TEST_F(Face, WhatWasBegunIsGoneOnWithWithoutBlocking) {
  const std::string id = first.submit(a_request(), keyed()).id();
  const std::vector<JournalEntry> unfinished = second.unfinished_async().get();
  ASSERT_EQ(unfinished.size(), 1U);
  const Video video = second.go_on_async(unfinished.front()).get();
  EXPECT_EQ(video.receipt().request_id, id);
  EXPECT_TRUE(becomes(JournalState::done));
  EXPECT_EQ(paid_posts(), 1U);
}

TEST_F(Face, RecordsAreSortedByWhatIsNamed) {
  client.generate(a_request());
  RecordQuery query;
  for (const RecordSort sort : {RecordSort::created, RecordSort::model_name, RecordSort::cost}) {
    query.sort = sort;
    EXPECT_EQ(client.records(query).records.size(), 1U);
  }
  query.from_date = std::chrono::system_clock::now();
  query.to_date = *query.from_date - 48h;
  const auto refused = client.try_records(query);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().violations.at(0).field, "from_date");
}

TEST_F(Face, AJobTellsEachStateOfTheService) {
  const Job job = client.submit(a_request());
  for (const auto& [word, state] :
       {std::pair("QUEUED", JobState::queued), std::pair("PROCESSING", JobState::processing),
        std::pair("COMPLETED", JobState::completed), std::pair("FAILED", JobState::failed),
        std::pair("DREAMING", JobState::other)}) {
    server.inject(Fault::word(word).on(Route::status));
    EXPECT_EQ(job.status().state, state) << word;
  }
}

TEST_F(Face, AJobWhoseIdWouldShowTheKeyIsPaidAndNotTold) {
  const std::string key(sandbox::default_key);
  server.inject(Fault::body(R"({"request_id":")" + key + R"(","status":"QUEUED"})").on(Route::generate));
  const auto refused = bare.try_generate(a_request());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().charge, Charge::none);
  EXPECT_EQ(refused.error().describe().find(key), std::string::npos) << refused.error().describe();
}

// The program's own functions may fail: what is paid for goes on.
TEST_F(Face, ACallbackThatThrowsCostsNoClip) {
  std::atomic<int> lines{0};
  ClientOptions noisy = options_for(server);
  noisy.log = [&lines](std::string_view) {
    ++lines;
    throw std::runtime_error("the log is full");
  };
  CallOptions call;
  std::string id;
  call.on_submitted = [&id](std::string_view told) {
    id = told;
    throw 17;
  };
  Client loud(noisy);
  EXPECT_TRUE(loud.try_generate(a_request(), call));
  EXPECT_EQ(id, "");
  server.inject(Fault::job().on(Route::generate));
  const auto video = loud.try_generate(a_request(), call);
  ASSERT_TRUE(video) << video.error().describe();
  EXPECT_EQ(video->receipt().request_id, id);
  EXPECT_TRUE(loud.try_submit(a_request(), call));
  EXPECT_GT(lines, 0);
  EXPECT_EQ(paid_posts(), 3U);
}

// A child of fork() has the parent's client and none of its threads.
TEST_F(Face, AClientsOwnProcessAloneUsesAndEndsIt) {
  client.generate(a_request());
  const pid_t child = ::fork();
  if (child == 0) {
    const auto refused = first.try_generate(a_request());
    const bool is_right = !refused && refused.error().charge == Charge::none;
    { const Client ended(std::move(first)); }
    std::_Exit(is_right ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_TRUE(first.try_generate(a_request()));
  EXPECT_EQ(paid_posts(), 2U);
}

}  // namespace
}  // namespace segmind::testing
