#include "matrix/offsets.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "matrix/visit.hpp"

namespace segmind::matrix {
namespace {

using namespace std::chrono_literals;
using testing::ByteFault;
using testing::ConnectionStats;
using testing::Traffic;

constexpr Patience undisturbed{30s, 30s, 30s};

void call_undisturbed(Visit& visit) {
  if (const auto error = visit.call().error)
    throw std::runtime_error("a call without a fault failed: " + error->message);
}

struct Passed {
  std::uint64_t to_server = 0;
  std::uint64_t to_client = 0;
};

Passed passed(const testing::FaultProxy& proxy) {
  const Traffic traffic = proxy.traffic();
  return {traffic.to_server, traffic.to_client};
}

std::uint64_t head_size(const std::string& bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  return end == std::string::npos ? 0 : end + 4;
}

// A cell whose byte fault never happens: only clients of cells with a byte fault connect through the proxies.
Cell undisturbed_cell(Cell cell) {
  cell.byte_fault = ByteFault::cut(testing::Direction::to_client, UINT64_MAX);
  cell.into_file = false;
  return cell;
}

// Measures the heads of an exchange by recording it on a fresh connection; they are the same on every connection.
Exchange heads(Stand& stand, const Cell& cell, testing::FaultProxy& proxy) {
  Exchange sizes;
  proxy.record(64 * 1024);
  const auto number = static_cast<int>(proxy.traffic().connections.size());
  Visit visit(stand, cell, undisturbed);
  if (cell.step == Step::result) visit.ask_for_status();
  const testing::Transcript before = proxy.transcript(number);
  call_undisturbed(visit);
  const testing::Transcript after = proxy.transcript(number);
  // The call queries the status once more before the result. Both status queries have the same size.
  const std::size_t skip = cell.step == Step::result ? 2 : 0;
  sizes.request.head_end = head_size(after.to_server.substr(skip * before.to_server.size()));
  sizes.answer.head_end = head_size(after.to_client.substr(skip * before.to_client.size()));
  stand.settle();
  return sizes;
}

}  // namespace

Exchange measure(Stand& stand, const Cell& subject) {
  const Cell cell = undisturbed_cell(subject);
  testing::FaultProxy& proxy = stand.proxy_of(cell.step);
  Exchange exchange;
  stand.set_faults(cell.step, true, std::nullopt);
  if (cell.transport == Transport::plain) exchange = heads(stand, cell, proxy);

  Passed first;
  if (cell.step == Step::result) {
    Visit visit(stand, cell, undisturbed);
    if (cell.connection == Connection::reused) visit.warm();
    const Passed before = passed(proxy);
    visit.ask_for_status();
    const Passed after = passed(proxy);
    first = {after.to_server - before.to_server, after.to_client - before.to_client};
  }
  stand.settle();
  stand.set_faults(cell.step, true, std::nullopt);
  Visit visit(stand, cell, undisturbed);
  if (cell.connection == Connection::reused) visit.warm();
  const Passed before = passed(proxy);
  if (cell.step == Step::status) {
    visit.ask_for_status();
  } else {
    call_undisturbed(visit);
  }
  const Passed after = passed(proxy);
  exchange.request.begin = first.to_server;
  exchange.request.end = after.to_server - before.to_server;
  exchange.answer.begin = first.to_client;
  exchange.answer.end = after.to_client - before.to_client;
  stand.settle();
  return exchange;
}

std::vector<std::uint64_t> offsets_in(const Span& span, std::uint64_t samples) {
  std::vector<std::uint64_t> offsets;
  const std::uint64_t size = span.end - span.begin;
  if (size == 0) return offsets;
  if (span.head_end > 0) {
    for (std::uint64_t at = 0; at < span.head_end; ++at) offsets.push_back(at);
    const std::uint64_t body = size - span.head_end;
    for (const std::uint64_t at : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{7}, std::uint64_t{8}, body / 2}) {
      offsets.push_back(span.head_end + std::min(at, body));
    }
  } else {
    for (std::uint64_t i = 0; i < samples; ++i) offsets.push_back(size * i / samples);
  }
  if (size > 1) offsets.push_back(size - 2);
  offsets.push_back(size - 1);
  std::sort(offsets.begin(), offsets.end());
  offsets.erase(std::unique(offsets.begin(), offsets.end()), offsets.end());
  for (std::uint64_t& offset : offsets) offset += span.begin;
  return offsets;
}

}  // namespace segmind::matrix
