#include "sandbox/remote/listener.hpp"

#include "sandbox/forms/server_forms.hpp"
#include "sandbox/remote/replies.hpp"

namespace segmind::sandbox {

Listener::Listener(const std::string& url, Function<void(const SeenRequest&)> observer)
    : line_(url), observer_(std::move(observer)) {
  const auto from = part_of<std::uint64_t>(json_from(line_, {"GET", "/answers"}), "next");
  thread_ = std::thread([this, from] { listen(from); });
}

Listener::~Listener() {
  line_.stop();
  thread_.join();
}

void Listener::listen(std::uint64_t from) const {
  constexpr std::chrono::milliseconds patience{30'000};
  try {
    for (;;) {
      const auto path = "/answers?from=" + std::to_string(from) + "&timeout=" + std::to_string(patience.count());
      const auto answer = json_from(line_, {"GET", path, {}, {}, patience});
      for (auto numbered : answer.value("answers", nlohmann::json::array())) {
        numbered.erase("number");
        try {
          observer_(part_of<SeenRequest>({{"request", numbered}}, "request"));
        } catch (...) {
          // As Server does it: what an observer throws is swallowed.
        }
      }
      from = part_of<std::uint64_t>(answer, "next");
    }
  } catch (const std::exception&) {
    // Stopped, or the program has ended: nothing is answered any more.
  }
}

}  // namespace segmind::sandbox
