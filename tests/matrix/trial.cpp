#include "matrix/trial.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "matrix/answers.hpp"
#include "matrix/visit.hpp"

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
using testing::ByteFault;
using testing::Traffic;

// Long enough for a busy machine, for cells in which no limit should run out.
constexpr Patience long_patience{10s, 10s, 5s};
constexpr Patience short_call{250ms, 250ms, 5s};
constexpr Patience short_silence{20s, 250ms, 150ms};
constexpr Patience short_search{1s, 10s, 5s};

// For cells in which a limit should run out. Scaled, so that on a slow machine it does not run out without a fault.
Patience stretched(Patience patience, int slowness) noexcept {
  return {patience.call * slowness, patience.connect * slowness, patience.silence * slowness};
}

Patience patience_for(const Cell& cell) noexcept {
  const bool stalls = cell.byte_fault && cell.byte_fault->what == ByteFault::What::stall;
  const bool stands = cell.answer_fault && cell.answer_fault->times == sandbox::Fault::every_time;
  if (stalls) return cell.step != Step::generate_download && pays(cell.step) ? short_call : short_silence;
  // What never reached the server is looked for until the call's limit.
  const bool may_be_nowhere =
      cell.kind == Kind::records && cell.byte_fault && cell.byte_fault->direction == testing::Direction::to_server;
  if (may_be_nowhere) return short_search;
  return stands ? short_call : long_patience;
}

std::uint64_t fired(const testing::FaultProxy& proxy) {
  std::uint64_t count = 0;
  proxy.wait_for([&](const Traffic& traffic) {
    count = traffic.faults_fired;
    for (const testing::ConnectionStats& connection : traffic.connections) count += connection.refused ? 1 : 0;
    return true;
  });
  return count;
}

// The last id in the queue's answers on the newest connection; empty unless it passed the proxy whole.
std::string id_that_passed(const testing::FaultProxy& proxy) {
  const std::size_t connections = proxy.traffic().connections.size();
  if (connections == 0) return {};
  const std::string answer = proxy.transcript(static_cast<int>(connections) - 1).to_client;
  constexpr std::string_view before = R"("request_id":")";
  const std::size_t at = answer.rfind(before);
  if (at == std::string::npos) return {};
  const std::size_t end = answer.find('"', at + before.size());
  return end == std::string::npos ? std::string() : answer.substr(at + before.size(), end - at - before.size());
}

// Describes a proxy's connections from number `first` on.
std::string fates(const char* to, const testing::FaultProxy& proxy, std::size_t first) {
  const std::vector<testing::ConnectionStats> connections = proxy.traffic().connections;
  std::string text = std::to_string(connections.size() - first) + " connections to the " + to + ':';
  for (std::size_t i = first; i < connections.size(); ++i) {
    const testing::ConnectionStats& one = connections[i];
    text += ' ' + std::to_string(one.to_server) + " bytes up, " + std::to_string(one.to_client) + " down" +
            (one.refused ? ", refused" : "") + (one.faulted ? ", broken;" : ";");
  }
  return text;
}

class Trial {
 public:
  Trial(Stand& stand, const Cell& cell, int slowness)
      : stand_(stand), cell_(cell), margin_(3s * slowness), patience_(stretched(patience_for(cell), slowness)) {}

  Verdict run() {
    stand_.empty_folder();
    {
      Visit visit(stand_, cell_, patience_);
      stand_.set_faults(cell_.step, proxied(), std::nullopt);
      if (cell_.connection == Connection::reused) visit.warm();
      before_ = stand_.server().counts();
      break_it();
      visited_ = visit.call();
      passed_id_ =
          cell_.step == Step::submit && cell_.transport == Transport::plain && proxied() && cell_.kind != Kind::records
              ? id_that_passed(stand_.api_proxy())
              : "";
      stand_.settle();
      verdict_.untouched = !happened();
    }
    after_ = stand_.server().counts();
    verdict_.succeeded = !visited_.error;
    judge_time();
    judge_money();
    judge_clip();
    return std::move(verdict_);
  }

 private:
  bool proxied() const noexcept { return cell_.byte_fault || cell_.refused_connections > 0; }

  void break_it() {
    if (cell_.answer_fault) {
      const std::string location = is_download(cell_.step)
                                       ? stand_.clip_address(false)
                                       : stand_.client_options(false).base_url +
                                             (cell_.step == Step::submit ? "/v2/wan2.7-r2v" : "/v1/wan2.7-r2v");
      stand_.set_faults(cell_.step, proxied(), to_sandbox(*cell_.answer_fault, cell_.step, location));
    }
    testing::FaultProxy& proxy = stand_.proxy_of(cell_.step);
    fired_before_ = fired(proxy);
    connections_before_ = {stand_.api_proxy().traffic().connections.size(),
                           stand_.files_proxy().traffic().connections.size()};
    if (cell_.refused_connections > 0) proxy.refuse_next(cell_.refused_connections);
    if (cell_.byte_fault) proxy.arm(*cell_.byte_fault);
  }

  bool happened() const {
    if (cell_.answer_fault) {
      // An answer that names the clip's address is a fault, too, and is counted.
      const std::uint64_t own = is_download(cell_.step) ? 1 : 0;
      return stand_.server().counts().faults_used > before_.faults_used + own;
    }
    return !proxied() || fired(stand_.proxy_of(cell_.step)) > fired_before_;
  }

  void judge_time() {
    if (visited_.took <= patience_.call + margin_) return;
    verdict_.overdue = true;
    note("took " + std::to_string(visited_.took.count()) + " ms");
  }

  void judge_money() {
    const std::uint64_t posts = after_.generate + after_.submit - before_.generate - before_.submit;
    const std::uint64_t charges = after_.generations_charged - before_.generations_charged;
    verdict_.paid_again = static_cast<int>(posts_beyond_policy(posts));
    const std::uint64_t allowed_charges = pays(cell_.step) ? 1 : 0;
    if (charges > allowed_charges) verdict_.paid_again += static_cast<int>(charges - allowed_charges);
    if (verdict_.paid_again > 0) {
      note(std::to_string(posts) + " requests that pay, " + std::to_string(charges) + " charges");
    }
    // The client's spending, certain and possible, must cover the real cost.
    const double cost = after_.dollars_charged - before_.dollars_charged;
    verdict_.understated = pays(cell_.step) && visited_.spent_at_most < cost - 1e-6;
    if (verdict_.understated) note("charged, but not counted as spent");
    if (!visited_.error) return;
    const Charge told = verdict_.told = visited_.error->charge;
    const bool charged = pays(cell_.step) ? charges > 0 : !cell_.failing_job && cell_.step != Step::upload;
    if (charged && told == Charge::none) {
      verdict_.understated = true;
      note("charged, but: " + visited_.error->message);
    }
    const bool called_costly = told != Charge::none || visited_.spent_at_most > 0;
    verdict_.overstated = !charged && called_costly && cannot_have_cost();
    if (verdict_.overstated) note("certainly free, but: " + visited_.error->message);
  }

  // Each paid request after the first must follow a refused one, within the allowed attempts.
  std::uint64_t posts_beyond_policy(std::uint64_t posts) const {
    const auto allowed = static_cast<std::uint64_t>(pays(cell_.step) ? cell_.attempts : 0);
    if (posts <= 1 || allowed <= 1) return posts > allowed ? posts - allowed : 0;
    std::vector<int> answers;
    for (const sandbox::SeenRequest& request : stand_.server().requests()) {
      if (request.route == sandbox::Route::generate || request.route == sandbox::Route::submit) {
        answers.push_back(request.status);
      }
    }
    const auto first = answers.end() - static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(posts, answers.size()));
    const auto unsafe = std::count_if(first, answers.end() - 1, [](int status) { return status != 429; });
    return std::max(static_cast<std::uint64_t>(unsafe), posts > allowed ? posts - allowed : 0);
  }

  bool cannot_have_cost() const noexcept {
    if (cell_.failing_job || cell_.step == Step::upload) return true;
    return cell_.answer_fault && pays(cell_.step) && !is_download(cell_.step) &&
           cell_.answer_fault->status / 100 >= 3 && cell_.answer_fault->status / 100 <= 4;
  }

  void judge_clip() {
    if (cell_.failing_job) return judge_failing_job();
    const bool brings_clip = cell_.step != Step::upload && (cell_.step != Step::submit || cell_.through_queue);
    if (!visited_.error && brings_clip) return judge_arrived(visited_);
    judge_no_half_file();
    if (is_in_records()) lose("it was paid for, and the records have it: " + visited_.error->message);
    verdict_.gave_up = is_passing_failure();
    if (verdict_.gave_up) {
      note("gave up: " + visited_.error->message);
      note(fates("API", stand_.api_proxy(), connections_before_.to_api));
      note(fates("clips", stand_.files_proxy(), connections_before_.to_files));
    }
    switch (cell_.step) {
      case Step::generate:
      case Step::generate_address: return;
      case Step::upload: return judge_address();
      case Step::generate_download: return judge_address_is_told();
      case Step::submit: return judge_submitted();
      case Step::status:
      case Step::result:
      case Step::download:
        if (visited_.error->request_id != stand_.job()) lose("the error does not carry the id");
        return judge_fetchable(stand_.job());
    }
  }

  // A silence takes the time that there would be for asking.
  bool is_in_records() const noexcept {
    const bool stalls = cell_.byte_fault && cell_.byte_fault->what == ByteFault::What::stall;
    return cell_.kind == Kind::records && !stalls && visited_.error &&
           after_.generations_charged > before_.generations_charged;
  }

  void judge_address() {
    verdict_.wrong = !visited_.error && visited_.address.find("/files/") == std::string::npos;
    if (verdict_.wrong) note("no address of a file: " + visited_.address);
  }

  // Whether the call should have retried for a clip that is available. A refused key ends the wait, and v1 has no
  // queue.
  bool is_passing_failure() const noexcept {
    if (!visited_.error || (!is_about_known_clip(cell_.step) && cell_.step != Step::upload)) return false;
    if (!cell_.answer_fault) return true;
    const int status = cell_.answer_fault->status;
    if (cell_.step == Step::upload) return cell_.answer_fault->times == 1 && (status == 429 || status >= 500);
    const bool refuses_key = (status == 401 || status == 403) && cell_.step != Step::download;
    return cell_.answer_fault->times == 1 && cell_.step != Step::generate_download && !refuses_key;
  }

  void judge_failing_job() {
    verdict_.wrong = !visited_.error || visited_.error->kind != ErrorKind::job_failed;
    if (verdict_.wrong) note("a failed job was not reported as failed");
  }

  void judge_arrived(const Visited& visited) {
    verdict_.wrong = visited.clip != stand_.clip();
    if (verdict_.wrong) note("another clip: " + std::to_string(visited.clip.size()) + " bytes");
    const std::filesystem::directory_iterator files(stand_.folder());
    const auto entries = std::count_if(begin(files), end(files), [this](const auto& file) { return !is_told(file); });
    if (entries == (cell_.into_file ? 1 : 0)) return;
    verdict_.wrong = true;
    note(std::to_string(entries) + " files are left");
  }

  // What came in place of a clip is kept, and its error said where.
  bool is_told(const std::filesystem::path& file) const {
    return file.extension() == ".part" && visited_.error &&
           visited_.error->message.find(file.filename().string()) != std::string::npos;
  }

  void judge_no_half_file() {
    if (!std::filesystem::exists(clip_file(stand_))) return;
    verdict_.wrong = true;
    note("a file has the clip's name, but the call failed");
  }

  // A paid clip whose address arrived must not be lost: the error must name the address.
  void judge_address_is_told() {
    if (after_.generations_charged == before_.generations_charged || verdict_.untouched) return;
    if (visited_.error->address == stand_.clip_address(proxied())) return;
    lose("the error does not say where the clip is: " + visited_.error->message);
  }

  void judge_submitted() {
    std::string known = visited_.told;
    if (!visited_.error && !cell_.through_queue && visited_.job != visited_.told)
      lose("the job has another id than was told");
    if (known.empty() && !passed_id_.empty() && passed_id_ != stand_.job()) {
      known = passed_id_;
      lose("the id arrived, but on_submitted did not get it");
    }
    if (!known.empty()) judge_fetchable(known);
  }

  void judge_fetchable(const std::string& job) {
    const Visited fetched = fetch_undisturbed(stand_, cell_, job);
    if (!fetched.error) return judge_arrived(fetched);
    lose("the job cannot be resumed: " + fetched.error->message);
  }

  void lose(const std::string& why) {
    verdict_.lost = true;
    note(why);
  }

  void note(std::string text) { verdict_.notes.push_back(std::move(text)); }

  Stand& stand_;
  const Cell& cell_;
  const std::chrono::milliseconds margin_;
  const Patience patience_;
  std::uint64_t fired_before_ = 0;
  struct {
    std::size_t to_api = 0;
    std::size_t to_files = 0;
  } connections_before_;
  sandbox::Counts before_;
  sandbox::Counts after_;
  Visited visited_;
  std::string passed_id_;
  Verdict verdict_;
};

}  // namespace

Verdict try_cell(Stand& stand, const Cell& cell, int slowness) { return Trial(stand, cell, slowness).run(); }

}  // namespace segmind::matrix
