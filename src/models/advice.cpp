#include "models/advice.hpp"

#include <algorithm>
#include <new>
#include <optional>

#include "media/media_type.hpp"
#include "models/limits.hpp"
#include "models/reference_calls.hpp"
#include "text/utf8.hpp"
#include "web/address.hpp"
#include "web/host.hpp"

namespace segmind::models {
namespace {

// A reference by its kind and its number in that kind, from 1: Image1 is {true, 1}.
struct Place {
  bool is_image = true;
  std::size_t number = 0;
};

bool operator==(const Place& a, const Place& b) { return a.is_image == b.is_image && a.number == b.number; }

std::string name_of(const Place& place) { return (place.is_image ? "Image" : "Video") + std::to_string(place.number); }

std::string in_quotes(std::string_view text) { return '"' + text::excerpt(text, limits::max_shown_value_bytes) + '"'; }

std::string how_many(std::size_t count, const std::string& what) {
  if (count == 0) return "no " + what + " was";
  return count == 1 ? "one " + what + " was" : std::to_string(count) + " " + what + "s were";
}

struct Reference {
  std::string field;
  std::string name;  // in the prompt
  const std::string* address;
  media::MediaKind kind;
};

std::string_view in_words(media::MediaKind kind) {
  if (kind == media::MediaKind::image) return "picture";
  return kind == media::MediaKind::video ? "video" : "voice";
}

// The extension of the path, without its dot; empty for none.
std::string_view extension_of(std::string_view address) {
  address = address.substr(0, address.find_first_of("?#"));
  const auto host = address.find("://");
  const auto name = address.rfind('/');
  if (host == address.npos || name < host + 3) return {};
  const auto dot = address.find_last_of("./");
  return address[dot] == '.' ? address.substr(dot + 1) : std::string_view();
}

class Adviser {
 public:
  explicit Adviser(const RequestFields& fields) : fields_(fields) {}

  std::vector<Advice> take() {
    add_length("prompt", fields_.prompt, "The prompt", AdviceCode::prompt_too_long, limits::max_prompt_characters);
    read_prompt();
    if (fields_.negative_prompt) {
      add_length("negative_prompt", *fields_.negative_prompt, "The negative prompt",
                 AdviceCode::negative_prompt_too_long, limits::max_negative_prompt_characters);
    }
    if (fields_.images.empty() && fields_.videos.empty()) {
      add(AdviceCode::no_reference, "references",
          "No reference image or video was given, so the service may fall back to its own sample picture; add a "
          "reference of what the clip should show.");
    }
    for (const bool is_image : {true, false}) add_not_called(is_image);
    add_addresses();
    add_duration();
    add_seed();
    return std::move(found_);
  }

 private:
  void add(AdviceCode code, std::string field, std::string message) {
    found_.push_back({code, std::move(field), std::move(message)});
  }

  const std::vector<std::string>& given(bool is_image) const { return is_image ? fields_.images : fields_.videos; }

  bool is_given(const Place& place) const { return place.number >= 1 && place.number <= given(place.is_image).size(); }

  // The reference that a call means. In the model's older version, character numbers counted images, then videos.
  Place place_of(const ReferenceCall& call) const {
    if (call.name != ReferenceName::character) return {call.name == ReferenceName::image, call.number};
    const std::size_t images = fields_.images.size();
    return call.number <= images ? Place{true, call.number} : Place{false, call.number - images};
  }

  bool is_called(const Place& place, bool by_own_name) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const ReferenceCall& call) {
      return place_of(call) == place && (call.name != ReferenceName::character || !by_own_name);
    });
  }

  void add_length(const char* field, const std::string& text, const std::string& what, AdviceCode code,
                  std::size_t limit) {
    const std::size_t count = text::count_code_points(text);
    if (count <= limit) return;
    add(code, field,
        what + " has " + std::to_string(count) + " characters and the model takes " + std::to_string(limit) +
            ", so its end will probably be ignored, or the request refused; shorten it.");
  }

  // Whether to warn that a call has no reference. A loosely written call ("on the image 5 stars") may be none, so it
  // counts only when the prompt has no sure call.
  bool is_missing(const ReferenceCall& call) const {
    if (call.name == ReferenceName::character || is_given(place_of(call))) return false;
    return call.is_sure || std::none_of(calls_.begin(), calls_.end(), [](const ReferenceCall& c) { return c.is_sure; });
  }

  void read_prompt() {
    calls_ = reference_calls(fields_.prompt);
    for (const ReferenceCall& call : calls_) {
      const Place place = place_of(call);
      if (is_missing(call)) {
        add_missing(call, place);
      } else if (is_given(place) && !is_called(place, true)) {
        const std::string name = name_of(place);
        add(AdviceCode::reference_named_otherwise, "prompt",
            "The prompt says " + in_quotes(call.words) + " where the service documents " + name +
                ", so the model may not know what is meant; write " + name + ".");
      }
    }
  }

  void add_missing(const ReferenceCall& call, const Place& place) {
    const std::string what = place.is_image ? "image" : "video";
    std::string message = "The prompt calls " + name_of(place) + " (" + in_quotes(call.words) + ")";
    if (call.number == 0) {
      message += ", but the service counts from 1, so the model will probably make something up; write " +
                 name_of({place.is_image, 1}) + " for the first " + what + " and count on from there.";
    } else {
      message += ", but " + how_many(given(place.is_image).size(), what) +
                 " given, so the model will probably make something up; add the " + what + " or change the prompt.";
    }
    add(AdviceCode::reference_missing, "prompt", std::move(message));
  }

  void add_not_called(bool is_image) {
    const std::string field = is_image ? "reference_images" : "reference_videos";
    for (std::size_t i = 0; i < given(is_image).size(); ++i) {
      const Place place{is_image, i + 1};
      if (is_called(place, false)) continue;
      add(AdviceCode::reference_not_called, field + "[" + std::to_string(i) + "]",
          "The prompt never calls " + name_of(place) + ", so the model may leave it out; write " + name_of(place) +
              " where it should appear, or remove the reference.");
    }
  }

  std::vector<Reference> references() const {
    std::vector<Reference> all;
    const auto add_all = [&](bool is_image, const std::string& field, media::MediaKind kind) {
      const std::vector<std::string>& addresses = given(is_image);
      for (std::size_t i = 0; i < addresses.size(); ++i) {
        all.push_back({field + "[" + std::to_string(i) + "]", name_of({is_image, i + 1}), &addresses[i], kind});
      }
    };
    add_all(true, "reference_images", media::MediaKind::image);
    add_all(false, "reference_videos", media::MediaKind::video);
    if (fields_.voice) all.push_back({"reference_voice", "The voice", &*fields_.voice, media::MediaKind::voice});
    return all;
  }

  void add_addresses() {
    const std::vector<Reference> all = references();
    for (auto reference = all.begin(); reference != all.end(); ++reference) {
      const auto first = std::find_if(
          all.begin(), reference, [&](const Reference& earlier) { return *earlier.address == *reference->address; });
      if (first != reference) {
        add(AdviceCode::reference_repeated, reference->field,
            reference->name + " has the same address as " + first->name +
                ", so it will probably add nothing; give another address or remove it.");
      } else {
        add_reach(*reference);
      }
      add_kind(*reference);
    }
  }

  void add_kind(const Reference& reference) {
    const std::string_view extension = extension_of(*reference.address);
    const media::MediaType* type = media::media_type_of_extension(extension);
    if (type == nullptr || type->kind == reference.kind) return;
    add(AdviceCode::reference_of_other_kind, reference.field,
        reference.name + " ends in " + in_quotes("." + std::string(extension)) + " as a " +
            std::string(in_words(type->kind)) + " does, so the request will probably fail and may be charged; give a " +
            std::string(in_words(reference.kind)) + " there.");
  }

  void add_reach(const Reference& reference) {
    const std::optional<web::Url> url = web::parse_url(*reference.address);
    if (!url) throw std::bad_alloc();  // the address was readable when the request was built
    if (const std::string_view why = web::why_not_public(url->host); !why.empty()) {
      add(AdviceCode::address_not_public, reference.field,
          reference.name + " is at " + in_quotes(url->host) + ", which is " + std::string(why) +
              ", so the service will probably fail to fetch it; upload the file, or put it on a public server.");
    }
    // Do not show the login: messages end up in logs.
    if (url->has_user) {
      add(AdviceCode::address_with_login, reference.field,
          reference.name +
              " has a user name or a password in its address, which the service would learn and may not "
              "use; give an address that needs neither.");
    }
  }

  void add_duration() {
    if (fields_.videos.empty() || !fields_.duration || *fields_.duration <= limits::max_duration_with_video) return;
    const std::string most = std::to_string(limits::max_duration_with_video.count()) + " s";
    add(AdviceCode::duration_with_video, "duration",
        "With a reference video the model makes at most " + most + ", so " + std::to_string(fields_.duration->count()) +
            " s will probably be refused or cut short; ask for at most " + most + ", or remove the video.");
  }

  void add_seed() {
    if (!fields_.seed || (*fields_.seed >= limits::min_seed && *fields_.seed <= limits::max_seed)) return;
    add(AdviceCode::seed_out_of_range, "seed",
        "The seed " + std::to_string(*fields_.seed) + " is outside " + std::to_string(limits::min_seed) + " to " +
            std::to_string(limits::max_seed) +
            ", so the request will probably be refused or another seed used; choose one in that range, or ask for a "
            "random one.");
  }

  const RequestFields& fields_;
  std::vector<ReferenceCall> calls_;
  std::vector<Advice> found_;
};

}  // namespace

std::vector<Advice> advice(const RequestFields& fields) { return Adviser(fields).take(); }

}  // namespace segmind::models
