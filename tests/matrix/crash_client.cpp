// The program that the crash test kills. Submits a request, stores the job's id and waits for the clip; or resumes a
// job. Prints a word at each stage.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "segmind/segmind.hpp"

namespace {

using namespace std::chrono_literals;

void say(std::string_view word) {
  const std::string line = std::string(word) + '\n';
  if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

// Stores the id durably, as a real program should: whole and flushed to the disk.
void store(const char* file, std::string_view id) {
  const int fd = ::open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const std::string line = std::string(id) + '\n';
  if (fd < 0 || ::write(fd, line.data(), line.size()) < 0 || ::fsync(fd) != 0) std::abort();
  ::close(fd);
}

int wait_for(const segmind::Job& job, const std::string& clip) {
  segmind::CallOptions options;
  options.timeout = 60s;
  options.sink = segmind::Sink::file(clip);
  options.progress = [last = segmind::Phase::connecting](const segmind::Progress& progress) mutable {
    if (progress.phase != last) say(segmind::to_string(progress.phase));
    last = progress.phase;
  };
  const segmind::Result<segmind::Video> video = job.try_wait(options);
  say(video ? "done" : video.error().describe());
  return video ? 0 : 1;
}

}  // namespace

// crash_client submit <base url> <clip file> <id file> <prompt>
// crash_client resume <base url> <clip file> <id>
int main(int argc, char** argv) {
  if (argc < 5) return 2;
  const std::string_view what = argv[1];
  segmind::ClientOptions options;
  options.api_key = "SG_sandbox00000000";
  options.base_url = options.storage_url = argv[2];
  options.expected_earliest = 150ms;
  options.expected_latest = 500ms;
  options.retry.first_wait = 5ms;
  options.retry.unknown_id_grace = 80ms;
  options.retry.longest_wait = 50ms;
  options.silence_timeout = 10s;
  segmind::Client client(options);
  say("begun");
  if (what == "resume") return wait_for(client.resume(argv[4]), argv[3]);

  const auto request = segmind::Wan27R2VRequest::Builder(argv[5]).duration(2s).build();
  segmind::CallOptions call;
  call.on_submitted = [&](std::string_view id) {
    say("told");
    store(argv[4], id);
  };
  const segmind::Result<segmind::Job> job = client.try_submit(request, call);
  if (!job) {
    say(job.error().describe());
    return 1;
  }
  say("submitted");
  return wait_for(*job, argv[3]);
}
