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

std::string name_of(ReferenceKind kind, std::size_t number) {
  return (kind == ReferenceKind::image ? "Image" : "Video") + std::to_string(number);
}

std::string in_quotes(std::string_view text) { return '"' + text::excerpt(text, limits::max_shown_value_bytes) + '"'; }

std::string counted(std::size_t count, ReferenceKind kind) {
  const std::string what = kind == ReferenceKind::image ? "image" : "video";
  if (count == 0) return "no " + what + " was";
  return count == 1 ? "one " + what + " was" : std::to_string(count) + " " + what + "s were";
}

// A reference beside its names: what the prompt calls it, and what the body does.
struct Reference {
  std::string field;
  std::string name;
  const std::string* address;
  media::MediaKind kind;
};

std::string_view in_words(media::MediaKind kind) {
  if (kind == media::MediaKind::image) return "picture";
  return kind == media::MediaKind::video ? "video" : "voice";
}

/// Of the last part of the path, without the dot; empty for none.
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
    add_not_called(ReferenceKind::image);
    add_not_called(ReferenceKind::video);
    add_addresses();
    add_duration();
    add_seed();
    return std::move(found_);
  }

 private:
  void add(AdviceCode code, std::string field, std::string message) {
    found_.push_back({code, std::move(field), std::move(message)});
  }

  const std::vector<std::string>& given(ReferenceKind kind) const {
    return kind == ReferenceKind::image ? fields_.images : fields_.videos;
  }

  bool is_given(const ReferenceCall& call) const { return call.number >= 1 && call.number <= given(call.kind).size(); }

  bool is_called(ReferenceKind kind, std::size_t number, bool by_own_name) const {
    return std::any_of(calls_.begin(), calls_.end(), [&](const ReferenceCall& call) {
      return call.kind == kind && call.number == number && (call.by_own_name || !by_own_name);
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

  // A number out of range may be no call at all: "Picture 2 lovers", "on the image 5 stars". It is one where it fits
  // the way in which the prompt calls other references.
  bool is_missing(const ReferenceCall& call) const {
    if (is_given(call)) return false;
    if (call.by_own_name && call.is_sure) return true;
    const auto any = [&](auto&& test) { return std::any_of(calls_.begin(), calls_.end(), test); };
    if (call.by_own_name) return !any([](const ReferenceCall& other) { return other.by_own_name && other.is_sure; });
    return any([&](const ReferenceCall& other) { return !other.by_own_name && is_given(other); });
  }

  void read_prompt() {
    calls_ = reference_calls(fields_.prompt);
    std::vector<std::string> told;
    for (const ReferenceCall& call : calls_) {
      const std::string name = name_of(call.kind, call.number);
      if (std::find(told.begin(), told.end(), name) != told.end()) continue;
      if (is_missing(call)) {
        add_missing(call, name);
      } else if (is_given(call) && !is_called(call.kind, call.number, true)) {
        add(AdviceCode::reference_named_otherwise, "prompt",
            "The prompt says " + in_quotes(call.words) + " where the service documents " + name +
                ", so the model may not know what is meant; write " + name + ".");
      } else {
        continue;
      }
      told.push_back(name);
    }
  }

  void add_missing(const ReferenceCall& call, const std::string& name) {
    const std::size_t count = given(call.kind).size();
    const std::string what = call.kind == ReferenceKind::image ? "image" : "video";
    std::string message = "The prompt calls " + name + " (" + in_quotes(call.words) + ")";
    if (call.number == 0) {
      message += ", but the service counts from 1, so the model will probably make something up; write " +
                 name_of(call.kind, 1) + " for the first " + what + " and count on from there.";
    } else {
      message += ", but " + counted(count, call.kind) +
                 " given, so the model will probably make something up; add the " + what + " or change the prompt.";
    }
    add(AdviceCode::reference_missing, "prompt", std::move(message));
  }

  void add_not_called(ReferenceKind kind) {
    const std::string field = kind == ReferenceKind::image ? "reference_images" : "reference_videos";
    for (std::size_t number = 1; number <= given(kind).size(); ++number) {
      if (is_called(kind, number, false)) continue;
      const std::string name = name_of(kind, number);
      add(AdviceCode::reference_not_called, field + "[" + std::to_string(number - 1) + "]",
          "The prompt never calls " + name + ", so the model may leave it out; write " + name +
              " where it should appear, or remove the reference.");
    }
  }

  std::vector<Reference> references() const {
    std::vector<Reference> all;
    const auto add_all = [&](ReferenceKind kind, const std::string& field) {
      const std::vector<std::string>& addresses = given(kind);
      for (std::size_t i = 0; i < addresses.size(); ++i) {
        all.push_back({field + "[" + std::to_string(i) + "]", name_of(kind, i + 1), &addresses[i],
                       kind == ReferenceKind::image ? media::MediaKind::image : media::MediaKind::video});
      }
    };
    add_all(ReferenceKind::image, "reference_images");
    add_all(ReferenceKind::video, "reference_videos");
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

  // Of an address that was given twice, the first tells enough.
  void add_reach(const Reference& reference) {
    const std::optional<web::Url> url = web::parse_url(*reference.address);
    if (!url) throw std::bad_alloc();  // the address was read when the request was built: what is missing now is memory
    if (const std::string_view why = web::why_not_public(url->host); !why.empty()) {
      add(AdviceCode::address_not_public, reference.field,
          reference.name + " is at " + in_quotes(url->host) + ", which is " + std::string(why) +
              ", so the service will probably fail to fetch it; upload the file, or put it on a public server.");
    }
    // The login itself is never shown: messages end up in logs.
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

std::vector<Advice> advice(const RequestFields& fields) {
  return Adviser(fields).take();
}

}  // namespace segmind::models
