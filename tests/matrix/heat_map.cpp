#include "matrix/heat_map.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "matrix/answers.hpp"

namespace segmind::matrix {
namespace {

using testing::ByteFault;
using testing::Direction;

// Columns of a line.
constexpr std::size_t request_columns = 45;
constexpr std::size_t answer_columns = 65;
constexpr std::size_t byte_columns = request_columns + answer_columns;
constexpr std::size_t status_columns = statuses.size() * shapes.size();

// Pixels.
constexpr int width = 964;
constexpr int left = 234;  // of it are the bands' names
constexpr int line_height = 3;
constexpr int band_height = line_height * static_cast<int>(HeatMap::lines);
constexpr int band_step = band_height + 5;
constexpr int byte_width = 2;
constexpr int between_directions = 4;
constexpr int transport_width = byte_width * static_cast<int>(byte_columns) + between_directions + 16;
constexpr int status_width = 4;

struct Look {
  const char* colour;
  const char* words;
};
constexpr std::array<Look, std::tuple_size_v<HeatMap::Counts>> looks{{{"#eef0f3", ""},
                                                                      {"#d5d9df", "the fault never happened"},
                                                                      {"#4a8fc0", "the clip, or its job, is here"},
                                                                      {"#a9b4a2", "error: nothing was paid"},
                                                                      {"#f0b429", "error: it may be paid"},
                                                                      {"#8e6bb0", "error: it is paid"},
                                                                      {"#d6123a", "a promise was broken"}}};

Shown shown_of(const Verdict& verdict) noexcept {
  if (verdict.is_red()) return Shown::broken_promise;
  if (verdict.untouched) return Shown::missed;
  if (verdict.succeeded) return Shown::arrived;
  switch (verdict.told) {
    case Charge::none: return Shown::free_error;
    case Charge::possible: return Shown::doubtful_error;
    case Charge::charged: break;
  }
  return Shown::paid_error;
}

void put(HeatMap::Line& line, std::size_t columns, std::size_t from, std::size_t to, Shown shown) {
  line.resize(columns, Shown::nothing);
  for (std::size_t at = from; at < to; ++at) line[at] = std::max(line[at], shown);
}

template <typename Range, typename Value>
std::size_t place_in(const Range& range, const Value& value) {
  return static_cast<std::size_t>(std::find(range.begin(), range.end(), value) - range.begin());
}

std::string band_name(const HeatMap::Key& key) {
  const Kind kind = std::get<Kind>(key);
  std::string name(name_of(std::get<Step>(key)));
  if (kind == Kind::retries) name += ", 3 attempts";
  if (kind == Kind::records) name += ", records asked";
  return name;
}

/// Collects rectangles by what they show, so that each colour is one element.
class Picture {
 public:
  explicit Picture(std::ostream& svg) : svg_(svg) {}

  void write(int x, int y, const std::string& style, const std::string& text) {
    texts_ += "<text x=\"" + std::to_string(x) + "\" y=\"" + std::to_string(y) + "\" class=\"" + style + "\">" + text +
              "</text>\n";
  }

  void fill(int x, int y, int across, int down, Shown shown) {
    paths_[static_cast<std::size_t>(shown)] += 'M' + std::to_string(x) + ' ' + std::to_string(y) + 'h' +
                                               std::to_string(across) + 'v' + std::to_string(down) + 'h' +
                                               std::to_string(-across) + 'z';
  }

  /// Some columns of a line, those that show the same as one rectangle.
  void line(int x, int y, int column_width, const HeatMap::Line& line, std::size_t from, std::size_t to) {
    to = std::min(to, line.size());
    for (std::size_t begin = from; begin < to;) {
      std::size_t end = begin + 1;
      while (end < to && line[end] == line[begin]) ++end;
      const auto columns = [&](std::size_t count) { return static_cast<int>(count) * column_width; };
      if (line[begin] != Shown::nothing)
        fill(x + columns(begin - from), y, columns(end - begin), line_height, line[begin]);
      begin = end;
    }
  }

  void finish(int height) {
    svg_ << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width << ' ' << height
         << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
            "<style>text { fill: #222 } .head { font-weight: bold; font-size: 14px } .small { fill: #555; font-size: "
            "11px } .middle { fill: #555; font-size: 11px; text-anchor: middle }</style>\n"
         << "<rect width=\"" << width << "\" height=\"" << height << "\" rx=\"8\" fill=\"#fff\"/>\n"
         << "<g shape-rendering=\"crispEdges\">\n";
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      if (!paths_[i].empty()) svg_ << "<path fill=\"" << looks[i].colour << "\" d=\"" << paths_[i] << "\"/>\n";
    }
    svg_ << "</g>\n" << texts_ << "</svg>\n";
  }

 private:
  std::ostream& svg_;
  std::array<std::string, looks.size()> paths_;
  std::string texts_;
};

int draw_bytes(Picture& picture, const HeatMap::Bands& bands, int y) {
  picture.write(16, y, "head", "Broken at a byte, from the first to the last");
  y += 20;
  for (const Transport transport : {Transport::plain, Transport::tls, Transport::http2}) {
    const int x = left + static_cast<int>(transport) * transport_width;
    picture.write(x, y, "", std::string(name_of(transport)));
    picture.write(x, y + 15, "small", "request");
    picture.write(x + byte_width * static_cast<int>(request_columns) + between_directions, y + 15, "small", "answer");
  }
  y += 21;
  std::string last;
  for (const auto& [key, band] : bands) {
    const std::string name = band_name(key);
    if (!last.empty() && name != last) y += band_step;
    if (name != last) picture.write(16, y + 13, "", name);
    last = name;
    const int x = left + static_cast<int>(std::get<Transport>(key)) * transport_width;
    const int answer = x + byte_width * static_cast<int>(request_columns) + between_directions;
    picture.fill(x, y, byte_width * static_cast<int>(request_columns), band_height, Shown::nothing);
    picture.fill(answer, y, byte_width * static_cast<int>(answer_columns), band_height, Shown::nothing);
    for (std::size_t i = 0; i < band.size(); ++i) {
      const int down = y + static_cast<int>(i) * line_height;
      picture.line(x, down, byte_width, band[i], 0, request_columns);
      picture.line(answer, down, byte_width, band[i], request_columns, byte_columns);
    }
  }
  y += band_step + 12;
  picture.write(left, y, "small",
                "Lines of a band: on a fresh, then on a reused connection, each cut, reset and silent from that byte.");
  return y;
}

int draw_answers(Picture& picture, const HeatMap::Bands& bands, int y) {
  picture.write(16, y, "head", "Answered with another status and body");
  y += 20;
  const int status_step = status_width * static_cast<int>(shapes.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const int middle = left + static_cast<int>(i) * status_step + status_step / 2;
    picture.write(middle, y, "middle", std::to_string(statuses[i]));
  }
  y += 6;
  for (const auto& [key, band] : bands) {
    picture.write(16, y + 13, "", band_name(key));
    picture.fill(left, y, status_width * static_cast<int>(status_columns), band_height, Shown::nothing);
    for (std::size_t i = 0; i < band.size(); ++i) {
      picture.line(left, y + static_cast<int>(i) * line_height, status_width, band[i], 0, status_columns);
    }
    y += band_step;
  }
  y += 12;
  std::string bodies;
  for (const Shape shape : shapes) bodies += (bodies.empty() ? "" : ", ") + std::string(name_of(shape));
  picture.write(left, y, "small", "Columns of a status: " + bodies + '.');
  picture.write(left, y + 15, "small",
                "Lines of a band: HTTP/1.1, HTTP/1.1 over TLS, HTTP/2, each on a fresh and on a reused connection.");
  return y + 15;
}

int draw_legend(Picture& picture, const HeatMap::Counts& counts, int y) {
  int x = 16;
  for (std::size_t i = static_cast<std::size_t>(Shown::broken_promise); i > 0; --i) {
    picture.fill(x, y - 10, 12, 12, static_cast<Shown>(i));
    picture.write(x + 18, y, "", std::string(looks[i].words) + ": " + std::to_string(counts[i]));
    x += 300;
    if (x < width - 200) continue;
    x = 16;
    y += 20;
  }
  return x == 16 ? y - 20 : y;
}

}  // namespace

void HeatMap::add_bytes(const Cell& cell, Shown shown) {
  const bool is_answer = cell.byte_fault->direction == Direction::to_client;
  const std::size_t first = is_answer ? request_columns : 0;
  const std::size_t count = is_answer ? answer_columns : request_columns;
  const auto column = [&](double part) { return static_cast<std::size_t>(part * static_cast<double>(count)); };
  const std::size_t from = std::min(column(cell.part.begin), count - 1);
  const std::size_t to = std::clamp(column(cell.part.end), from + 1, count);
  const std::size_t what = cell.byte_fault->what == ByteFault::What::cut     ? 0
                           : cell.byte_fault->what == ByteFault::What::reset ? 1
                                                                             : 2;
  Band& band = bytes_[{cell.step, cell.kind, cell.transport}];
  put(band[what + (cell.connection == Connection::reused ? 3 : 0)], byte_columns, first + from, first + to, shown);
}

void HeatMap::add_answer(const Cell& cell, Shown shown) {
  const std::size_t column =
      place_in(statuses, cell.answer_fault->status) * shapes.size() + place_in(shapes, cell.answer_fault->shape);
  Band& band = answers_[{cell.step, cell.kind, Transport::plain}];
  const std::size_t line = static_cast<std::size_t>(cell.transport) * 2 + static_cast<std::size_t>(cell.connection);
  put(band[line], status_columns, column, column + 1, shown);
}

void HeatMap::add(const Cell& cell, const Verdict& verdict) {
  const Shown shown = shown_of(verdict);
  const std::lock_guard lock(mutex_);
  ++counts_[static_cast<std::size_t>(shown)];
  if (cell.byte_fault) add_bytes(cell, shown);
  if (cell.answer_fault) add_answer(cell, shown);
}

void HeatMap::draw(std::ostream& svg) const {
  const std::lock_guard lock(mutex_);
  Picture picture(svg);
  std::size_t cells = 0;
  for (const std::size_t count : counts_) cells += count;
  picture.write(
      16, 28, "small",
      std::to_string(cells) +
          " calls, each with one fault, and what each of them ended with. Where faults share a place, the worst "
          "end is shown.");
  int y = draw_bytes(picture, bytes_, 58);
  y = draw_answers(picture, answers_, y + 36);
  y = draw_legend(picture, counts_, y + 34);
  picture.finish(y + 18);
}

}  // namespace segmind::matrix
