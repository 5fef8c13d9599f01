// A clip through the service's queue. Kill this program and start it again within the hour: it fetches the same clip,
// and the clip is paid once.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <segmind/segmind.hpp>
#include <string>

namespace {

constexpr const char* note = "job.txt";  // "submitting", and below it the job's id and when it was submitted

/// At its end: a file that is written anew is empty in between, and a crash could leave it so.
bool append(const std::string& line) {
  return static_cast<bool>(std::ofstream(note, std::ios::app) << line << std::endl);
}

segmind::Job submit(segmind::Client& client) {
  const auto request = segmind::Wan27R2VRequest::Builder("Image1 rows across a lake at dawn")
                           .reference_image("https://example.com/hero.jpg")
                           .build();
  if (!append("submitting")) throw std::runtime_error("job.txt cannot be written. Nothing was submitted.");
  segmind::CallOptions call;
  call.on_submitted = [](std::string_view id) {  // before anything else can fail
    const bool noted = append(std::string(id) + ' ' + std::to_string(std::time(nullptr)));
    std::cerr << "job " << id << (noted ? "" : ", which job.txt does not take: note it") << std::endl;
  };
  const segmind::Result<segmind::Job> job = client.try_submit(request, call);
  if (!job && job.error().charge == segmind::Charge::none) std::remove(note);  // it certainly cost nothing
  return job.value();                                                          // or throws
}

}  // namespace

int main() {
  try {
    segmind::ClientOptions options;  // the key comes from SEGMIND_API_KEY
    if (const char* address = std::getenv("SEGMIND_BASE_URL")) options.base_url = address;
    segmind::Client client(options);

    std::string begun, id;
    std::time_t time = 0;
    std::ifstream(note) >> begun >> id >> time;
    if (!begun.empty() && time == 0) {
      std::cerr << "The last run ended while it submitted, and may have paid. See your account, then remove job.txt.\n";
      return 1;
    }
    const segmind::Job job =
        begun.empty() ? submit(client) : client.resume(id, std::chrono::system_clock::from_time_t(time));
    segmind::CallOptions call;
    call.sink = segmind::Sink::file("clip.mp4");
    std::cout << job.wait(call).path() << '\n';
    std::remove(note);
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
