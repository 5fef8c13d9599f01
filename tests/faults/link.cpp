#include "faults/link.hpp"

#include <algorithm>

namespace segmind::testing {
namespace {

std::uint64_t tag(int number, Link::Peer peer) noexcept {
  return static_cast<std::uint64_t>(number) << 1 | (peer == Link::Peer::client ? 0U : 1U);
}

// Writes of a few bytes each must not keep the other connections waiting.
constexpr int writes_per_turn = 64;

void keep_earlier(std::optional<TimePoint>& earliest, std::optional<TimePoint> other) noexcept {
  if (other && (!earliest || *other < *earliest)) earliest = other;
}

}  // namespace

Link::Link(int number, Socket client, Socket server, Shared& shared, const Poller& poller)
    : number_(number),
      shared_(shared),
      client_(std::move(client), poller, tag(number, Peer::client)),
      server_(std::move(server), poller, tag(number, Peer::server)) {
  server_.watch(false, true);
}

Endpoint& Link::source(const Channel& channel) noexcept {
  return channel.direction() == Direction::to_server ? client_ : server_;
}

Endpoint& Link::destination(const Channel& channel) noexcept {
  return channel.direction() == Direction::to_server ? server_ : client_;
}

Channel& Link::opposite(const Channel& channel) noexcept {
  return channel.direction() == Direction::to_server ? to_client_ : to_server_;
}

void Link::on_ready(Peer peer, std::uint32_t events, TimePoint now) {
  if (state_ == State::connecting) {
    connected();
  } else {
    Endpoint& endpoint = peer == Peer::client ? client_ : server_;
    Channel& channel = peer == Peer::client ? to_server_ : to_client_;
    endpoint.note(events);
    const bool readable = (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    if (state_ == State::passing && readable && endpoint.is_open() && channel.wants_input()) {
      channel.take(endpoint.socket(), shared_.shape, now);
      if (channel.source_end() == Channel::SourceEnd::fin && endpoint.was_reset) channel.source_was_reset();
    } else if (state_ == State::passing && (events & EPOLLERR) != 0 && !channel.wants_input()) {
      if (channel.source_end() == Channel::SourceEnd::fin) destination_was_reset(opposite(channel), now);
    }
    if ((events & EPOLLOUT) != 0) opposite(channel).blocked = false;
  }
  advance(now);
}

void Link::connected() {
  if (server_.socket().connect_error() == 0) {
    state_ = State::passing;
    return;
  }
  stats().refused = true;
  state_ = State::ending;
  server_.close();
  client_.close_with_reset();
}

void Link::advance(TimePoint now) {
  if (state_ == State::connecting) return;
  pump(to_server_, now);
  pump(to_client_, now);
  if (state_ == State::passing) end_for_departed_client();
  if (to_server_.finished && to_client_.finished && state_ == State::passing) close();
  if (state_ == State::ending) stats().lost_in_reset += client_.progress(now) + server_.progress(now);
  watch();
}

void Link::pump(Channel& channel, TimePoint now) {
  for (int writes = 0; writes < writes_per_turn; ++writes) {
    if (state_ != State::passing || channel.finished || channel.is_stalled() || channel.held(now)) return;
    const std::uint64_t passed = stats().passed(channel.direction());
    if (const auto fault = shared_.plan.take_due(number_, channel.direction(), passed, channel.has_pending())) {
      fire(*fault, channel, now);
    } else if (channel.has_pending()) {
      if (channel.blocked || !pass_some(channel, now)) return;
    } else {
      if (channel.source_end() != Channel::SourceEnd::none) pass_end(channel, now);
      return;
    }
  }
  // Watched for output, a socket that still takes bytes brings the next turn at once.
  channel.blocked = true;
}

bool Link::pass_some(Channel& channel, TimePoint now) {
  Endpoint& to = destination(channel);
  if (to.was_reset || !to.is_open()) {
    channel.discard();
    return true;
  }
  std::string_view bytes = channel.next(shared_.shape);
  const std::uint64_t room = shared_.plan.room(number_, channel.direction(), stats().passed(channel.direction()));
  if (bytes.size() > room) bytes = bytes.substr(0, static_cast<std::size_t>(room));
  const Moved moved = to.socket().send(bytes.data(), bytes.size());
  if (moved.state == Moved::State::some) {
    count(channel, bytes.substr(0, moved.bytes));
    channel.passed_on(moved.bytes, shared_.shape, now);
    return true;
  }
  channel.blocked = moved.state == Moved::State::none_now;
  if (moved.state == Moved::State::failed) destination_was_reset(channel, now);
  return !channel.blocked;
}

void Link::count(const Channel& channel, std::string_view bytes) {
  const bool up = channel.direction() == Direction::to_server;
  (up ? stats().to_server : stats().to_client) += bytes.size();
  (up ? shared_.traffic.to_server : shared_.traffic.to_client) += bytes.size();
  if (static_cast<std::size_t>(number_) >= shared_.transcripts.size()) return;
  Transcript& transcript = shared_.transcripts[static_cast<std::size_t>(number_)];
  std::string& kept = up ? transcript.to_server : transcript.to_client;
  if (kept.size() < shared_.recorded_bytes) kept.append(bytes.substr(0, shared_.recorded_bytes - kept.size()));
}

void Link::pass_end(Channel& channel, TimePoint now) {
  channel.finished = true;
  if (channel.source_end() == Channel::SourceEnd::fin) {
    if (destination(channel).is_open()) destination(channel).socket().send_fin();
    return;
  }
  pass_reset(channel, now);
}

void Link::pass_reset(Channel& channel, TimePoint now) {
  source(channel).close();
  destination(channel).begin_reset(now);
  state_ = State::ending;
}

// What the peer sent before its reset may still wait to be read, or to be passed on.
void Link::destination_was_reset(Channel& channel, TimePoint now) {
  channel.discard();
  destination(channel).was_reset = true;
  Channel& back = opposite(channel);
  if (back.source_end() == Channel::SourceEnd::fin) back.source_was_reset();
  if (back.finished) pass_reset(back, now);
}

void Link::fire(const ByteFault& fault, Channel& channel, TimePoint now) {
  stats().faulted = fault.what;
  ++shared_.traffic.faults_fired;
  switch (fault.what) {
    case ByteFault::What::cut: end_both(); break;
    case ByteFault::What::reset:
      client_.begin_reset(now);
      server_.begin_fin();
      state_ = State::ending;
      break;
    case ByteFault::What::stall: channel.stall(); break;
    case ByteFault::What::delay: channel.hold_until(now + fault.wait); break;
  }
}

// A stall hides the end of a connection from the peer that waits in vain. The server must hear of it all the same when
// the client gives up, and the connection must not stay for ever.
void Link::end_for_departed_client() {
  const bool stalled = to_server_.is_stalled() || to_client_.is_stalled();
  const bool left = client_.has_left() || to_server_.source_end() != Channel::SourceEnd::none;
  if (stalled && left) end_both();
}

void Link::end_both() noexcept {
  client_.begin_fin();
  server_.begin_fin();
  state_ = State::ending;
}

void Link::watch() {
  const bool passing = state_ == State::passing;
  client_.watch(passing && to_server_.wants_input(), passing && to_client_.blocked);
  server_.watch(passing && to_client_.wants_input(), passing && to_server_.blocked);
}

std::optional<TimePoint> Link::wake_at(TimePoint now) const noexcept {
  std::optional<TimePoint> earliest;
  keep_earlier(earliest, client_.wake_at());
  keep_earlier(earliest, server_.wake_at());
  if (state_ != State::passing) return earliest;
  keep_earlier(earliest, to_server_.held(now));
  keep_earlier(earliest, to_client_.held(now));
  return earliest;
}

void Link::resume() noexcept {
  to_server_.resume();
  to_client_.resume();
}

void Link::close() noexcept {
  client_.close();
  server_.close();
  state_ = State::ending;
}

}  // namespace segmind::testing
