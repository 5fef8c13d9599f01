#include "sandbox/program_options.hpp"

#include <cmath>
#include <stdexcept>

#include "sandbox/models/names.hpp"
#include "sandbox/words.hpp"

namespace segmind::sandbox {
namespace {

[[noreturn]] void reject(const std::string& flag, const std::string& wanted, const std::string& given) {
  throw std::invalid_argument(flag + " wants " + wanted + ", not '" + given + "'");
}

std::uint16_t port_of(const std::string& flag, const std::string& value) {
  const auto port = read_number<std::uint16_t>(value);
  if (!port) reject(flag, "a port number", value);
  return *port;
}

std::chrono::milliseconds time_of(const std::string& flag, const std::string& value) {
  const auto time = read_duration(value);
  if (!time) reject(flag, "a time such as 500ms, 20s or 5m", value);
  return *time;
}

RecordsIn records_in(const std::string& flag, const std::string& value) {
  if (value == "list") return RecordsIn::list;
  if (value == "key") return RecordsIn::key;
  if (value == "nested") return RecordsIn::nested;
  reject(flag, "list, key or nested", value);
}

RecordBody record_body(const std::string& flag, const std::string& value) {
  if (value == "object") return RecordBody::object;
  if (value == "text") return RecordBody::text;
  if (value == "none") return RecordBody::none;
  reject(flag, "object, text or none", value);
}

/// Reads a flag that takes a value. False: no such flag.
bool read_flag(ProgramOptions& program, const std::string& flag, const std::string& value) {
  Options& server = program.server;
  if (flag == "--port") {
    server.port = port_of(flag, value);
  } else if (flag == "--files-port") {
    server.files_port = port_of(flag, value);
  } else if (flag == "--control") {
    program.control_port = port_of(flag, value);
  } else if (flag == "--host") {
    server.host = value;
  } else if (flag == "--key") {
    server.api_key = value;
  } else if (flag == "--credits") {
    const auto dollars = read_number<double>(value);
    if (!dollars || !std::isfinite(*dollars) || *dollars < 0) reject(flag, "an amount in dollars", value);
    server.credits = *dollars;
  } else if (flag == "--generation-time") {
    server.generation_time = time_of(flag, value);
  } else if (flag == "--job-lifetime") {
    server.job_lifetime = time_of(flag, value);
  } else if (flag == "--clock-offset") {
    server.clock_offset = time_of(flag, value);
  } else if (flag == "--records-delay") {
    server.records.delay = time_of(flag, value);
  } else if (flag == "--records-in") {
    server.records.in = records_in(flag, value);
  } else if (flag == "--records-body") {
    server.records.body = record_body(flag, value);
  } else if (flag == "--records-page") {
    const auto rows = read_number<std::size_t>(value);
    if (!rows || *rows == 0) reject(flag, "a number of rows", value);
    server.records.most_per_page = *rows;
  } else if (flag == "--records-twins") {
    const auto twins = read_number<int>(value);
    if (!twins || *twins < 0) reject(flag, "a number of rows", value);
    server.records.twins = *twins;
  } else if (flag == "--rate-limit") {
    const auto requests = read_number<int>(value);
    if (!requests || *requests < 0) reject(flag, "a number of requests a minute", value);
    server.requests_per_minute = *requests;
  } else if (flag == "--answer") {
    if (value != "bytes" && value != "json") reject(flag, "bytes or json", value);
    server.v1_answer = value == "json" ? V1Answer::json : V1Answer::bytes;
  } else if (flag == "--certificate") {
    server.certificate_file = value;
  } else if (flag == "--private-key") {
    server.private_key_file = value;
  } else if (flag == "--ffmpeg") {
    server.ffmpeg = value;
  } else if (flag == "--fault") {
    program.faults.push_back(Fault::parse(value));
  } else {
    return false;
  }
  return true;
}

bool read_switch(ProgramOptions& program, const std::string& flag) {
  RecordOptions& records = program.server.records;
  if (flag == "--no-render") {
    program.server.render = false;
  } else if (flag == "--records-at-end") {
    records.v1_at_end = true;
  } else if (flag == "--records-out-of-order") {
    records.out_of_order = true;
  } else if (flag == "--records-defaults") {
    records.add_defaults = true;
  } else if (flag == "--records-rewrite") {
    records.rewrite_addresses = true;
  } else if (flag == "--records-seed") {
    records.tell_seed = true;
  } else if (flag == "--quiet" || flag == "-q") {
    program.quiet = true;
  } else if (flag == "--help" || flag == "-h") {
    program.help = true;
  } else {
    return false;
  }
  return true;
}

}  // namespace

ProgramOptions read_arguments(const std::vector<std::string>& arguments) {
  ProgramOptions program;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto equals = arguments[i].rfind("--", 0) == 0 ? arguments[i].find('=') : std::string::npos;
    const auto flag = arguments[i].substr(0, equals);
    if (equals == std::string::npos && read_switch(program, flag)) continue;
    const bool joined = equals != std::string::npos;
    const std::string value = joined                     ? arguments[i].substr(equals + 1)
                              : i + 1 < arguments.size() ? arguments[i + 1]
                                                         : "";
    if (!read_flag(program, flag, value)) throw std::invalid_argument("unknown argument '" + arguments[i] + "'");
    if (!joined && ++i == arguments.size()) throw std::invalid_argument(flag + " wants a value");
  }
  return program;
}

std::string help_text() {
  return R"(segmind-sandbox - a server on this machine that answers as Segmind's API does

It answers generations (v1), the queue (v2), uploads, credits and records, and serves its clips from a second port. It
costs nothing, needs no account and never leaves this machine. Its models are
)" + std::string(names::list) +
         R"(
usage: segmind-sandbox [flags]; defaults stand in brackets
  --port N, --files-port N   its ports on 127.0.0.1 (chosen by the system)
  --control N                a port on 127.0.0.1 for programs that steer it, with JSON (0: the system's choice, printed)
  --host NAME                the host in its addresses (127.0.0.1)
  --key TEXT                 the key that it accepts (SG_sandbox00000000)
  --credits DOLLARS          the account's dollars at the start (100)
  --generation-time TIME     the least time of a generation: 20s, 5m (as long as drawing takes)
  --rate-limit N             requests a minute; further ones are answered 429 (no limit)
  --job-lifetime TIME        how long the queue knows a job (1h)
  --answer bytes|json        what a v1 generation answers: the clip, or JSON with its address (bytes)
  --clock-offset TIME        how far its clock is ahead (0s)
  --records-delay TIME       how long after its request a record appears (0s)
  --records-at-end           records of v1 appear when the generation ends
  --records-in list|key|nested       where an answer holds the records (list)
  --records-body object|text|none    how a record holds the request's body (object)
  --records-page ROWS        the most records of a page (100)
  --records-out-of-order     pages are not sorted
  --records-defaults         bodies in records have defaults added
  --records-rewrite          bodies in records have other addresses
  --records-seed             bodies in records have a random seed's number
  --records-twins N          equal records, as of another program, beside each (0)
  --certificate FILE, --private-key FILE   PEM files; with both, both ports speak https
  --ffmpeg PROGRAM           what draws the clips (ffmpeg)
  --no-render                every clip is the same small one, at once
  --fault SPEC               makes an exchange go wrong; repeatable, used in order
  --quiet, -q                prints no line for each request
  --help, -h                 this text

SPEC is )" +
         std::string(fault_grammar()) +
         R"(
for example
  segmind-sandbox --generation-time 20s --fault generate:status=504,charge --fault download:cut-body=5000,times=2
)";
}

}  // namespace segmind::sandbox
