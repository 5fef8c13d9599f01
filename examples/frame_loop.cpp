// A program that draws 60 frames a second while ten clips are being generated, without a thread of the library's,
// without exceptions, and without missing a frame. The clips come from a sandbox inside this program and cost nothing.
//
//   frame_loop [folder for the clips]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <segmind/sandbox/client_options.hpp>
#include <segmind/segmind.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int clip_count = 10;
constexpr int frames_between_starts = 6;  // all ten are under way after a second
constexpr int most_frames = 60 * 60;      // a minute, in case that something never ends
constexpr auto frame_time = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1.0 / 60));

/// Each frame's figures, in milliseconds.
struct Frames {
  std::vector<double> whole;  ///< From one frame's begin to the next one's.
  std::vector<double> work;   ///< All that this program did in it.
  std::vector<double> pump;   ///< Of that, inside the library.

  Frames() {
    for (auto* figures : {&whole, &work, &pump}) figures->reserve(most_frames);
  }
};

double longest(const std::vector<double>& figures) { return *std::max_element(figures.begin(), figures.end()); }

double average(const std::vector<double>& figures) {
  double sum = 0;
  for (const double figure : figures) sum += figure;
  return sum / static_cast<double>(figures.size());
}

double percentile_99(std::vector<double> figures) {
  const auto place = figures.begin() + static_cast<std::ptrdiff_t>(figures.size() * 99 / 100);
  std::nth_element(figures.begin(), place, figures.end());
  return *place;
}

std::size_t missed(const std::vector<double>& work) {
  const double most = Milliseconds(frame_time).count();
  return static_cast<std::size_t>(std::count_if(work.begin(), work.end(), [most](double took) { return took > most; }));
}

class Game {
 public:
  explicit Game(segmind::Client client) : client_(std::move(client)) {}

  /// False when the game is over: all clips have ended.
  bool frame(int number) {
    if (number % frames_between_starts == 0 && clips_.size() < clip_count) start_a_clip();
    const auto began = Clock::now();
    const bool busy = client_.pump();
    pump_took_ = Milliseconds(Clock::now() - began);
    return busy || clips_.size() < clip_count;
  }

  Milliseconds pump_took() const { return pump_took_; }

  /// After the last frame: writing and flushing a file takes as long as the disk takes.
  int save(const std::filesystem::path& folder) {
    int saved = 0;
    for (std::size_t i = 0; i < clips_.size(); ++i) {
      const segmind::Result<segmind::Video> video = clips_[i].try_get();
      if (!video) {
        std::fprintf(stderr, "%s\n", video.error().describe().c_str());
        continue;
      }
      const auto file = (folder / ("frame-loop-" + std::to_string(i + 1) + ".mp4")).u8string();
      // u8string() is of another type from C++20 on.
      if (const auto result = video->try_save(std::string(file.begin(), file.end())); !result) {
        std::fprintf(stderr, "%s\n", result.error().describe().c_str());
      } else {
        ++saved;
      }
    }
    return saved;
  }

 private:
  void start_a_clip() {
    const auto request = segmind::Wan27R2VRequest::Builder("Image1 walks through gate " + std::to_string(clips_.size()))
                             .reference_image("https://example.com/hero.jpg")
                             .duration(std::chrono::seconds(2))
                             .try_build();
    if (request) clips_.push_back(client_.generate_async(*request));
  }

  segmind::Client client_;
  std::vector<segmind::Operation<segmind::Video>> clips_;
  Milliseconds pump_took_{0};
};

segmind::sandbox::Options sandbox_options() {
  segmind::sandbox::Options options;
  options.generation_time = std::chrono::seconds(4);
  options.render = false;  // drawing ten clips would take the processor away from the frames
  return options;
}

Frames play(Game& game) {
  Frames frames;
  auto frame_began = Clock::now();
  auto display = frame_began;
  bool playing = true;
  for (int number = 0; playing && number < most_frames; ++number) {
    playing = game.frame(number);
    frames.work.push_back(Milliseconds(Clock::now() - frame_began).count());
    frames.pump.push_back(game.pump_took().count());
    // A game waits for the display here. One that is late takes the next of its pictures.
    while (display <= Clock::now()) display += frame_time;
    std::this_thread::sleep_until(display);
    const auto next_began = Clock::now();
    frames.whole.push_back(Milliseconds(next_began - frame_began).count());
    frame_began = next_began;
  }
  return frames;
}

void print(const char* what, const std::vector<double>& figures) {
  std::printf("%-16s longest %7.3f ms   99th percentile %7.3f ms   average %7.3f ms\n", what, longest(figures),
              percentile_99(figures), average(figures));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  if (argc > 2 || folder.empty() || folder.front() == '-') {
    const bool asked = argc == 2 && (folder == "--help" || folder == "-h");
    std::fprintf(asked ? stdout : stderr,
                 "frame_loop [folder for the clips, which must be there; default: this one]\n");
    return asked ? 0 : 2;
  }
  if (std::error_code ignored; !std::filesystem::is_directory(folder, ignored)) {
    std::fprintf(stderr, "%s is no folder; make it first, or name another one.\n", folder.c_str());
    return 2;
  }
  segmind::sandbox::Server server(sandbox_options());
  segmind::ClientOptions options = segmind::sandbox::client_options(server);
  options.pumped = true;
  auto client = segmind::Client::try_create(options);
  if (!client) {
    std::fprintf(stderr, "%s\n", client.error().describe().c_str());
    return 1;
  }

  Game game(std::move(*client));
  const Frames frames = play(game);
  std::printf("%zu frames of 1/60 s with %d generations under way\n", frames.whole.size(), clip_count);
  std::printf("%zu of them were missed because this program was at work\n", missed(frames.work));
  print("frame", frames.whole);
  print("work in a frame", frames.work);
  print("inside pump()", frames.pump);

  const int saved = game.save(folder);
  std::printf("%d clips saved\n", saved);
  return saved == clip_count ? 0 : 1;
}
