#include "sandbox/scene.hpp"

#include <algorithm>
#include <fstream>

#include "sandbox/look.hpp"

namespace segmind::sandbox {
namespace {

constexpr int frame_rate = 30;

/// A path in a filter's option, escaped twice: for the option and for the graph.
std::string escaped(const std::string& path) {
  const auto pass = [](const std::string& text, const char* special) {
    std::string out;
    for (const char c : text) {
      if (std::string_view(special).find(c) != std::string_view::npos) out.push_back('\\');
      out.push_back(c);
    }
    return out;
  };
  return pass(pass(path, "\\':"), "\\'[],;");
}

/// Builds the filter graph piece by piece. Measures are those of a picture 720 lines high.
class Scene {
 public:
  Scene(const Tools& tools, const Input& input, const std::string& folder)
      : tools_(tools),
        input_(input),
        folder_(folder),
        look_(look_of(input.seed)),
        width_(input.full_hd ? 1920 : 1280),
        height_(input.full_hd ? 1080 : 720) {}

  std::vector<std::string> command(const std::vector<Reference>& references, const std::string& output);

 private:
  std::string px(int of_720) const { return std::to_string(of_720 * height_ / 720); }
  std::string size(int w, int h) const { return px(w) + "x" + px(h); }
  std::string seconds() const { return std::to_string(input_.seconds); }

  void add_input(std::vector<std::string> options, const std::string& source);
  int add_colour(const std::string& colour, const std::string& of_size);
  std::string text(const std::string& content, int font_size, const std::string& place, bool bold,
                   const std::string& colour = "white") const;
  void background();
  void heading();
  void tiles(const std::vector<Reference>& references);
  void tile(const Reference& reference, int x, int y, int w, int h, int index);
  std::string tile_picture(const Reference& reference, int w, int h);
  void prompt();
  void progress();
  void chain(const std::string& filters) { picture_ = picture_.empty() ? filters : picture_ + "," + filters; }
  std::string end_chain();

  const Tools& tools_;
  const Input& input_;
  const std::string& folder_;
  const Look look_;
  const int width_;
  const int height_;
  mutable int texts_ = 0;
  std::vector<std::string> inputs_;
  int input_count_ = 0;
  std::string graph_;
  std::string picture_;  ///< The chain so far; it ends in the picture.
  int links_ = 0;
};

void Scene::add_input(std::vector<std::string> options, const std::string& source) {
  for (auto& option : options) inputs_.push_back(std::move(option));
  inputs_.push_back("-i");
  inputs_.push_back(source);
  ++input_count_;
}

int Scene::add_colour(const std::string& colour, const std::string& of_size) {
  add_input({"-f", "lavfi"}, "color=c=" + colour + ":s=" + of_size + ":r=" + std::to_string(frame_rate) + ":d=0.04");
  return input_count_ - 1;
}

std::string Scene::text(const std::string& content, int font_size, const std::string& place, bool bold,
                        const std::string& colour) const {
  if (tools_.bold_font.empty()) return "null";
  const std::string file = folder_ + "/text" + std::to_string(texts_++) + ".txt";
  std::ofstream(file, std::ios::binary) << content;
  return "drawtext=fontfile=" + escaped(bold ? tools_.bold_font : tools_.plain_font) + ":textfile=" + escaped(file) +
         ":expansion=none:fontsize=" + px(font_size) + ":fontcolor=" + colour + ":line_spacing=" + px(font_size / 4) +
         ":" + place;
}

std::string Scene::end_chain() {
  const std::string link = "[p" + std::to_string(links_++) + "]";
  graph_ += picture_ + link + ";";
  picture_.clear();
  return link;
}

void Scene::background() {
  // Drawn small and scaled up: soft, and cheap.
  add_input({"-f", "lavfi"}, "color=black:s=64x36:r=" + std::to_string(frame_rate) + ":d=" + seconds() +
                                 ",format=gbrp," + look_.background);
  chain("[0:v]scale=" + std::to_string(width_) + ":" + std::to_string(height_) + ":flags=bicubic,format=yuv420p");
}

void Scene::heading() {
  const std::string facts = std::string(input_.full_hd ? "1080P" : "720P") + "  \u00b7  " + seconds() +
                            " s  \u00b7  seed " + std::to_string(input_.seed);
  chain(text("S A N D B O X", 54, "x=" + px(48) + ":y=" + px(36), true, look_.accent));
  chain(
      text("drawn on this machine, not by " + input_.model, 22, "x=" + px(50) + ":y=" + px(100), false, "white@0.85"));
  chain(text(facts, 26, "x=w-tw-" + px(48) + ":y=" + px(50), false));
}

void Scene::tiles(const std::vector<Reference>& references) {
  std::vector<Reference> shown;
  for (const auto& reference : references) {
    if (reference.kind != ReferenceKind::voice) shown.push_back(reference);
  }
  if (shown.empty() && !input_.takes_references) return;
  if (shown.empty()) {
    Reference none;
    none.name = "text only";
    none.why_not = "no reference";
    none.detail = "the service may use its sample picture";
    shown.push_back(std::move(none));
  }
  constexpr int gap = 28;
  const int count = static_cast<int>(shown.size());
  const int w = std::min(440, (1280 - 2 * 48 - (count - 1) * gap) / count) / 2 * 2;
  const int h = std::min(340, w * 4 / 3) / 2 * 2;
  int x = (1280 - count * w - (count - 1) * gap) / 2;
  const int y = 150 + (360 - h) / 2;
  for (int i = 0; i < count; ++i, x += w + gap) tile(shown[static_cast<std::size_t>(i)], x, y, w, h, i);
}

/// The picture inside a tile, as a chain that ends in a link.
std::string Scene::tile_picture(const Reference& reference, int w, int h) {
  const std::string label = "[t" + std::to_string(links_++) + "]";
  if (reference.file.empty()) {
    const int input = add_colour("0x202430", size(w, h));
    graph_ += "[" + std::to_string(input) + ":v]" +
              text(reference.why_not, std::min(38, w / 9), "x=(w-tw)/2:y=(h-th)/2-" + px(w / 14), true, look_.accent) +
              "," +
              text(wrapped(reference.detail, 26, 2), std::min(22, w / 14), "x=(w-tw)/2:y=h/2+" + px(w / 20), false) +
              label + ";";
    return label;
  }
  if (reference.kind == ReferenceKind::video) {
    add_input({"-protocol_whitelist", "file", "-format_whitelist", formats_of(ReferenceKind::video), "-stream_loop",
               "-1", "-t", seconds()},
              reference.file);
  } else {
    add_input({"-protocol_whitelist", "file", "-format_whitelist", formats_of(ReferenceKind::image)}, reference.file);
  }
  // Whole, on a dark ground: cropping would hide a part of the reference.
  graph_ += "[" + std::to_string(input_count_ - 1) + ":v:0]" +
            (reference.kind == ReferenceKind::video ? "fps=" + std::to_string(frame_rate) + "," : std::string()) +
            "scale=" + px(w) + ":" + px(h) +
            ":force_original_aspect_ratio=decrease:force_divisible_by=2,format=rgba,pad=" + px(w) + ":" + px(h) +
            ":(ow-iw)/2:(oh-ih)/2:0x202430,setsar=1" + label + ";";
  return label;
}

void Scene::tile(const Reference& reference, int x, int y, int w, int h, int index) {
  constexpr int caption = 44;
  constexpr int frame = 4;
  const auto picture = tile_picture(reference, w, h);
  const std::string label = "[t" + std::to_string(links_++) + "]";
  graph_ += picture + "pad=" + px(w + 2 * frame) + ":" + px(h + frame + caption) + ":" + px(frame) + ":" + px(frame) +
            ":white," + text(reference.name, 26, "x=(w-tw)/2:y=" + px(h + frame + 9), true, "0x202430") +
            ",format=yuv420p" + label + ";";
  const auto below = end_chain();
  // Each floats at its own pace.
  const std::string bob = px(7) + "*sin(2*PI*t/" + std::to_string(3 + index % 3) + "+" + std::to_string(index) + ")";
  chain(below + label + "overlay=x=" + px(x - frame) + ":y='" + px(y - frame) + "+" + bob +
        "':eof_action=repeat:format=yuv420");
}

void Scene::prompt() {
  chain("drawbox=x=" + px(48) + ":y=" + px(566) + ":w=iw-" + px(96) + ":h=" + px(124) + ":color=black@0.45:t=fill");
  chain("drawbox=x=" + px(48) + ":y=" + px(566) + ":w=" + px(6) + ":h=" + px(124) + ":color=" + look_.accent +
        ":t=fill");
  const auto lines = wrapped(input_.prompt, 72, 3);
  chain(text(lines, 27, "x=" + px(76) + ":y=" + px(566) + "+(" + px(124) + "-th)/2", false));
}

void Scene::progress() {
  const int bar = add_colour(look_.accent, std::to_string(width_) + "x" + px(10));
  const auto below = end_chain();
  chain(below + "[" + std::to_string(bar) + ":v]overlay=x='-w+w*(t+1/" + std::to_string(frame_rate) + ")/" + seconds() +
        "':y=H-h:eof_action=repeat,format=yuv420p");
}

std::vector<std::string> Scene::command(const std::vector<Reference>& references, const std::string& output) {
  background();
  heading();
  tiles(references);
  prompt();
  progress();
  graph_ += picture_ + "[out]";

  const auto voice = std::find_if(references.begin(), references.end(), [](const Reference& reference) {
    return reference.kind == ReferenceKind::voice && !reference.file.empty();
  });
  const bool has_voice = voice != references.end();
  if (has_voice) {
    add_input({"-protocol_whitelist", "file", "-format_whitelist", formats_of(ReferenceKind::voice)}, voice->file);
    graph_ += ";[" + std::to_string(input_count_ - 1) + ":a:0]aresample=48000,apad[voice]";
  }

  std::vector<std::string> command = {tools_.ffmpeg, "-hide_banner", "-nostdin", "-v", "error", "-y"};
  command.insert(command.end(), inputs_.begin(), inputs_.end());
  const auto add = [&](std::initializer_list<const char*> more) {
    command.insert(command.end(), more.begin(), more.end());
  };
  command.insert(command.end(), {"-filter_complex", graph_, "-map", "[out]"});
  // A fixed number of threads: x264's output depends on it.
  add({"-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-threads", "2", "-pix_fmt", "yuv420p", "-r", "30"});
  if (has_voice) add({"-map", "[voice]", "-c:a", "aac", "-b:a", "96k", "-flags:a", "+bitexact"});
  add({"-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-movflags", "+faststart"});
  command.insert(command.end(), {"-t", seconds(), "-f", "mp4", output});
  return command;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::size_t next_character(const std::string& utf8, std::size_t at) {
  ++at;
  while (at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xc0U) == 0x80U) ++at;
  return at;
}

}  // namespace

std::string formats_of(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::image: return "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe";
    case ReferenceKind::video: return "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm";
    case ReferenceKind::voice: break;
  }
  return "wav,mp3,mov,mp4,m4a,3gp,3g2,mj2,ogg,flac,aac";
}

std::string wrapped(const std::string& utf8, std::size_t columns, std::size_t lines) {
  std::vector<std::string> rows(1);
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < utf8.size()) {
    // One word, or as much of it as fits into a line.
    std::string word;
    std::size_t length = 0;
    while (at < utf8.size() && !is_space(utf8[at]) && length < columns) {
      const auto next = next_character(utf8, at);
      word.append(utf8, at, next - at);
      at = next;
      ++length;
    }
    while (at < utf8.size() && is_space(utf8[at])) ++at;
    if (length == 0) continue;
    if (used != 0 && used + 1 + length > columns) {
      rows.emplace_back();
      used = 0;
    }
    if (used != 0) rows.back().push_back(' '), ++used;
    rows.back() += word;
    used += length;
  }
  if (rows.size() > lines) {
    rows.resize(lines);
    rows.back() += " \u2026";
  }
  std::string text;
  for (std::size_t i = 0; i < rows.size(); ++i) text += (i == 0 ? "" : "\n") + rows[i];
  return text;
}

std::vector<std::string> drawing_command(const Tools& tools, const Input& input,
                                         const std::vector<Reference>& references, const std::string& folder,
                                         const std::string& output) {
  return Scene(tools, input, folder).command(references, output);
}

}  // namespace segmind::sandbox
