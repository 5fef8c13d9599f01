#include "net/outcome.hpp"

#include <string_view>

#include "os/descriptors.hpp"

namespace segmind::net {
namespace {

Ending ending_of(CURLcode code, Reached reached) {
  switch (code) {
    case CURLE_OK: return Ending::complete;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return Ending::resolve;
    case CURLE_COULDNT_CONNECT: return Ending::connect;
    case CURLE_OPERATION_TIMEDOUT: return reached == Reached::nothing ? Ending::connect_timeout : Ending::broken;
    case CURLE_SSL_CONNECT_ERROR: return reached == Reached::nothing ? Ending::tls : Ending::broken;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS: return Ending::certificate;
    case CURLE_SSL_CACERT_BADFILE: return Ending::authorities;
    case CURLE_OUT_OF_MEMORY:  // curl's code for an endless header line, too
      return reached < Reached::sent ? Ending::local : Ending::broken;
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_URL_MALFORMAT:
    case CURLE_FAILED_INIT: return Ending::local;
    default: return reached == Reached::nothing ? Ending::connect : Ending::broken;
  }
}

// In libcurl's words, of the thread that looks a name up.
bool is_want_of_threads(std::string_view words) noexcept {
  return words.find("thread failed to start") != std::string_view::npos;
}

// libcurl reports a lack of descriptors, or of threads, as if the server were at fault.
std::string shortage_behind(Ending ending, std::string_view words) {
  switch (ending) {
    case Ending::resolve:
    case Ending::local:
      if (is_want_of_threads(words)) {
        return "the system gives this process no further thread; end some, or raise the limit (ulimit -u)";
      }
      return ending == Ending::local ? std::string() : os::shortage_of_descriptors(1);
    case Ending::connect: return os::shortage_of_descriptors(1);
    case Ending::authorities:  // needs two: the CA file, and the connection's socket, which is closed by now
      return os::shortage_of_descriptors(2);
    default: return {};
  }
}

}  // namespace

void judge(Outcome& outcome, CURLcode code, Ending own_ending, const char* words) noexcept {
  outcome.ending = own_ending != Ending::complete ? own_ending : ending_of(code, outcome.reached);
  // libcurl reports a connection that closes in the middle of the head as a success with an empty body.
  if (outcome.ending == Ending::complete && outcome.reached != Reached::answered) outcome.ending = Ending::broken;
  if (outcome.ending == Ending::complete) {
    outcome.reached = Reached::complete;
    return;
  }
  try {
    outcome.problem = *words != '\0' ? words : code != CURLE_OK ? curl_easy_strerror(code) : "";
    if (std::string shortage = shortage_behind(outcome.ending, outcome.problem); !shortage.empty()) {
      outcome.ending = Ending::shortage;
      outcome.problem = std::move(shortage);
    }
  } catch (...) {
  }
}

}  // namespace segmind::net
