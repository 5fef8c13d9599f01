#include "sandbox/renderer.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "sandbox/process.hpp"
#include "sandbox/quiet_thread.hpp"
#include "sandbox/references.hpp"
#include "sandbox/scene.hpp"
#include "sandbox/temporary_folder.hpp"
#include "sandbox/tools.hpp"

namespace segmind::sandbox {
namespace {

constexpr std::size_t kept_clips = 32;
constexpr unsigned drawing_threads = 2;

/// A key of everything that a clip depends on, so that no clip is drawn twice.
std::string key_of(const Input& input, const std::vector<Reference>& references) {
  std::string key = input.model + '\0' + input.prompt + '\0' + std::to_string(input.full_hd) + ' ' +
                    std::to_string(input.seconds) + ' ' + std::to_string(input.seed);
  for (const auto& reference : references) {
    key += '\0' + reference.name + '\0';
    key += reference.bytes ? std::to_string(reference.bytes->size()) + ':' + *reference.bytes : reference.why_not;
  }
  return key;
}

Clip read_clip(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  auto bytes = std::make_shared<std::string>(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return bytes->empty() ? nullptr : Clip(std::move(bytes));
}

bool has_content(const std::string& path) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(path, missing);
  return !missing && size > 0;
}

/// Draws clips with ffmpeg, a few at a time, on threads that start with the first clip.
class Renderer : public ClipMaker {
 public:
  Renderer(Loop& loop, const Files& files, const std::string& files_url)
      : loop_(loop), files_(files), files_url_(files_url) {}
  ~Renderer() override { Renderer::stop(); }

  /// False: nothing can be drawn, and the notice says why.
  bool look_for_tools(const std::string& ffmpeg) {
    auto found = find_tools(ffmpeg, processes_, notice_);
    if (found) tools_ = std::move(*found);
    return found.has_value();
  }

  void make(const Input& input, std::function<void(Clip)> done) override;
  void stop() override;
  std::string notice() const override;

 private:
  struct Job {
    Input input;
    std::function<void(Clip)> done;
  };

  void work();
  Clip draw_or_reuse(const Input& input);
  Clip draw(const Input& input, std::vector<Reference>& references);
  bool readable(const Reference& reference, const std::string& folder);

  Loop& loop_;
  const Files& files_;
  const std::string& files_url_;
  Tools tools_;
  Processes processes_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string notice_;
  bool stopped_ = false;
  std::deque<Job> jobs_;
  std::set<std::string> being_drawn_;
  std::map<std::string, Clip> drawn_;
  std::deque<std::string> by_age_;
  std::vector<std::thread> threads_;
};

void Renderer::make(const Input& input, std::function<void(Clip)> done) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (stopped_) return;
  jobs_.push_back({input, std::move(done)});
  if (threads_.size() < drawing_threads) threads_.push_back(quiet_thread([this] { work(); }));
  changed_.notify_all();
}

void Renderer::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    threads.swap(threads_);
  }
  changed_.notify_all();
  processes_.stop();
  for (auto& thread : threads) thread.join();
}

std::string Renderer::notice() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return notice_;
}

void Renderer::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
      if (stopped_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    Clip clip;
    try {
      clip = draw_or_reuse(job.input);
    } catch (const std::exception& problem) {
      const std::lock_guard<std::mutex> lock(mutex_);
      notice_ = std::string("a clip could not be drawn, and the shipped one was served: ") + problem.what();
    }
    if (!clip) clip = shipped_clip();
    loop_.post([done = std::move(job.done), clip = std::move(clip)] { done(clip); });
  }
}

Clip Renderer::draw_or_reuse(const Input& input) {
  auto references = fetch_references(input, files_, files_url_);
  const auto key = key_of(input, references);
  {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [&] { return stopped_ || being_drawn_.count(key) == 0; });
    if (stopped_) return nullptr;
    if (const auto it = drawn_.find(key); it != drawn_.end()) return it->second;
    being_drawn_.insert(key);
  }
  Clip clip;
  std::string problem;
  try {
    clip = draw(input, references);
  } catch (const std::exception& caught) {
    problem = caught.what();
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    being_drawn_.erase(key);
    if (!problem.empty()) notice_ = "a clip could not be drawn, and the shipped one was served: " + problem;
    if (clip) {
      drawn_[key] = clip;
      by_age_.push_back(key);
      if (by_age_.size() > kept_clips) {
        drawn_.erase(by_age_.front());
        by_age_.pop_front();
      }
    }
  }
  changed_.notify_all();
  return clip;
}

Clip Renderer::draw(const Input& input, std::vector<Reference>& references) {
  const TemporaryFolder folder;
  for (std::size_t i = 0; i < references.size(); ++i) {
    auto& reference = references[i];
    if (!reference.bytes) continue;
    reference.file = folder.path() + "/reference" + std::to_string(i);
    std::ofstream(reference.file, std::ios::binary) << *reference.bytes;
  }
  const auto output = folder.path() + "/clip.mp4";
  const auto errors = folder.path() + "/errors.txt";
  const auto attempt = [&] {
    const auto ended = processes_.run(drawing_command(tools_, input, references, folder.path(), output), "", errors);
    return ended.well(has_content(output));
  };
  if (attempt()) return read_clip(output);
  // A reference that cannot be read must not keep the others out of the picture.
  bool changed = false;
  for (auto& reference : references) {
    if (reference.file.empty() || readable(reference, folder.path())) continue;
    reference.file.clear();
    reference.why_not = "not readable";
    changed = true;
  }
  if (changed && attempt()) return read_clip(output);
  std::string why;
  std::ifstream file(errors);
  std::getline(file, why);
  throw std::runtime_error("ffmpeg: " + (why.empty() ? "it wrote no clip and said nothing" : why.substr(0, 300)));
}

bool Renderer::readable(const Reference& reference, const std::string& folder) {
  const std::string stream = reference.kind == ReferenceKind::voice ? "0:a:0" : "0:v:0";
  const auto frames = folder + "/frames.txt";  // a line for each frame that could be read
  const auto ended = processes_.run(
      {tools_.ffmpeg, "-nostdin", "-v", "error", "-y", "-protocol_whitelist", "file", "-format_whitelist",
       formats_of(reference.kind), "-i", reference.file, "-map", stream, "-t", "1", "-f", "framecrc", frames},
      "", "");
  const bool has_frames = has_content(frames);
  std::error_code ignored;
  std::filesystem::remove(frames, ignored);
  return ended.well(has_frames);
}

}  // namespace

std::unique_ptr<ClipMaker> make_clip_maker(const Options& options, Loop& loop, const Files& files,
                                           const std::string& files_url) {
  if (!options.render) return std::make_unique<ShippedClips>("");
  auto renderer = std::make_unique<Renderer>(loop, files, files_url);
  if (renderer->look_for_tools(options.ffmpeg)) return renderer;
  return std::make_unique<ShippedClips>(renderer->notice());
}

}  // namespace segmind::sandbox
