#include "call/clip/clip_receiver.hpp"

#include <gtest/gtest.h>

#include "../media_samples.hpp"
#include "api/limits.hpp"

namespace segmind::call {
namespace {

using namespace std::string_literals;
using namespace segmind::testing;  // NOLINT: the samples
using api::BodyKind;

struct Received {
  std::unique_ptr<SinkWriter> sink;
  std::unique_ptr<ClipReceiver> receiver;
  bool more = true;

  std::string bytes() const {
    std::string all;
    sink->replay(
        [&](const std::byte* data, std::size_t size) { all.append(reinterpret_cast<const char*>(data), size); });
    return all;
  }
};

Received received(const std::string& body, Output expected = Output::any, std::size_t piece = 1000,
                  const Sink& sink = Sink::memory()) {
  Received result;
  result.sink = SinkWriter::create(sink, "");
  result.receiver = std::make_unique<ClipReceiver>(*result.sink, expected);
  for (std::size_t at = 0; at < body.size() && result.more; at += piece) {
    const std::size_t size = std::min(piece, body.size() - at);
    result.more = result.receiver->take(reinterpret_cast<const std::byte*>(body.data()) + at, size);
  }
  result.receiver->finish();
  return result;
}

TEST(ClipReceiver, PassesEveryKnownMediumOnAndNamesIt) {
  for (const auto& [body, type] : {std::pair{film(2), "video/mp4"},
                                   {film(2, "qt  "), "video/quicktime"},
                                   {png(300, 300, 5000), "image/png"},
                                   {jpeg(300, 300), "image/jpeg"},
                                   {webp(300, 300), "image/webp"},
                                   {wav(2), "audio/wav"},
                                   {mp3(2), "audio/mpeg"}}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{63}, std::size_t{100'000}}) {
      const Received whole = received(body, Output::any, piece);
      EXPECT_EQ(whole.receiver->kind(), BodyKind::media) << type;
      EXPECT_EQ(whole.receiver->problem(), "") << type;
      EXPECT_EQ(whole.bytes(), body) << type;
      EXPECT_EQ(whole.sink->commit({})->content_type(), type);
    }
  }
}

TEST(ClipReceiver, AnMp4IsCheckedWhateverIsExpected) {
  const std::string cut = film(2).substr(0, 500);
  for (const Output expected : {Output::any, Output::film, Output::sound}) {
    EXPECT_EQ(received(cut, expected).receiver->kind(), BodyKind::media);
    EXPECT_NE(received(cut, expected).receiver->problem(), "");
    EXPECT_TRUE(received(film(2), expected).receiver->is_certainly_whole());
    EXPECT_FALSE(received(png(300, 300), expected).receiver->is_certainly_whole());
  }
}

TEST(ClipReceiver, WhereAFilmIsExpectedAnyOtherMediumIsForeignAndKept) {
  const std::string picture = png(300, 300, 50'000);
  for (const std::size_t piece : {std::size_t{7}, std::size_t{100'000}}) {
    const Received kept = received(picture, Output::film, piece);
    EXPECT_EQ(kept.receiver->kind(), BodyKind::other);
    EXPECT_TRUE(kept.receiver->has_foreign_bytes());
    EXPECT_EQ(kept.receiver->what_it_is(), "a PNG picture");
    const auto rescued = kept.sink->rescue({});
    ASSERT_NE(rescued, nullptr);
    EXPECT_EQ(rescued->content_type(), "image/png");
    EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(rescued->bytes().data()), rescued->bytes().size()),
              picture);
  }
}

TEST(ClipReceiver, KeepsWhatItDoesNotKnow) {
  const std::string page = "<!DOCTYPE html><p>" + std::string(20'000, 'x');
  const std::string large_json = "{\"image\":\"" + std::string(api::limits::max_clip_answer_bytes, 'A') + "\"}";
  for (const auto& [body, what] : {std::pair{"GIF89a"s + std::string(3, '\0'), "a GIF"},
                                   {noise(50'000), "of no known kind"},
                                   {"\1\2\3"s, "of no known kind"},
                                   {page, "an HTML page"},
                                   {large_json, "JSON"}}) {
    const Received kept = received(body);
    EXPECT_TRUE(kept.more);
    EXPECT_TRUE(kept.receiver->has_foreign_bytes()) << what;
    EXPECT_EQ(kept.receiver->kind(), BodyKind::other);
    EXPECT_EQ(kept.receiver->what_it_is(), what);
    EXPECT_EQ(kept.bytes(), body);
  }
}

TEST(ClipReceiver, KeepsAShortTextToBeRead) {
  for (const std::string& text :
       {"<html><title>Bad gateway</title></html>"s, "caf\xE9 closed\r\n"s, std::string(16 * 1024, 'x'), ""s}) {
    const Received read = received(text);
    EXPECT_EQ(read.receiver->kind(), BodyKind::other);
    EXPECT_FALSE(read.receiver->has_foreign_bytes());
    EXPECT_EQ(read.receiver->text(), text);
    EXPECT_EQ(read.sink->rescue({}), nullptr);
  }
  EXPECT_EQ(received("{\"a\":1}").receiver->text(), "{\"a\":1}");
}

TEST(ClipReceiver, ACallbackGetsNoForeignBytes) {
  std::string given;
  const Sink callback = Sink::callback([&](const std::byte* data, std::size_t size) {
    given.append(reinterpret_cast<const char*>(data), size);
    return true;
  });
  const std::string unknown = noise(50'000);
  Received kept = received(unknown, Output::film, 1000, callback);
  EXPECT_EQ(given, "");
  EXPECT_EQ(kept.sink->rescue({})->size(), unknown.size());
  kept = received(unknown, Output::film, 1000, callback);
  kept.receiver->restart(false);
  EXPECT_FALSE(kept.receiver->sink_error());
  EXPECT_EQ(kept.sink->rescue({}), nullptr);
}

TEST(ClipReceiver, GoesOnOnlyWithABeginningOfWhatIsExpected) {
  const auto goes_on = [](const std::string& kept, Output expected) {
    const std::unique_ptr<SinkWriter> sink = SinkWriter::create(Sink::memory(), "");
    EXPECT_FALSE(sink->write(reinterpret_cast<const std::byte*>(kept.data()), kept.size()));
    return ClipReceiver(*sink, expected).go_on();
  };
  EXPECT_TRUE(goes_on(film(2).substr(0, 500), Output::film));
  EXPECT_TRUE(goes_on(png(300, 300, 500), Output::any));
  EXPECT_FALSE(goes_on(png(300, 300, 500), Output::film));
  EXPECT_FALSE(goes_on(noise(500), Output::any));
  EXPECT_FALSE(goes_on(film(2).substr(0, 40), Output::film));
  EXPECT_TRUE(goes_on("", Output::film));
}

}  // namespace
}  // namespace segmind::call
