#include "sandbox/forms/options_form.hpp"

#include <array>

namespace segmind::sandbox::forms {
namespace {

/// A field that is one of a few words.
template <auto Member, const auto& Table>
constexpr auto word_field(std::string_view name) {
  using T = decltype(owner_of(Member));
  return Field<T>{name, false,
                  [](T& into, const json& value, const Place& place) { read_word(value, into.*Member, Table, place); },
                  [](const T& from) { return written_word(from.*Member, Table); }};
}

constexpr std::array v1_answers = {Word<V1Answer>{"bytes", V1Answer::bytes}, Word<V1Answer>{"json", V1Answer::json}};
constexpr std::array failures = {Word<FailedAs>{"status_422", FailedAs::status_422},
                                 Word<FailedAs>{"status_200", FailedAs::status_200}};
constexpr std::array job_places = {Word<JobsAt>{"v2", JobsAt::v2}, Word<JobsAt>{"v1", JobsAt::v1}};
constexpr std::array upload_answers = {Word<UploadAnswer>{"file_urls", UploadAnswer::file_urls},
                                       Word<UploadAnswer>{"urls", UploadAnswer::urls},
                                       Word<UploadAnswer>{"url", UploadAnswer::url}};
constexpr std::array retry_hints = {Word<RetryHint>{"retry_after", RetryHint::retry_after},
                                    Word<RetryHint>{"reset_header", RetryHint::reset_header},
                                    Word<RetryHint>{"both", RetryHint::both}, Word<RetryHint>{"none", RetryHint::none}};
constexpr std::array record_places = {Word<RecordsIn>{"list", RecordsIn::list}, Word<RecordsIn>{"key", RecordsIn::key},
                                      Word<RecordsIn>{"nested", RecordsIn::nested}};
constexpr std::array record_bodies = {Word<RecordBody>{"object", RecordBody::object},
                                      Word<RecordBody>{"text", RecordBody::text},
                                      Word<RecordBody>{"none", RecordBody::none}};

constexpr std::array record_option_fields = {
    field<&RecordOptions::delay>("delay"),
    field<&RecordOptions::v1_at_end>("v1_at_end"),
    word_field<&RecordOptions::in, record_places>("in"),
    field<&RecordOptions::out_of_order>("out_of_order"),
    field<&RecordOptions::most_per_page>("most_per_page"),
    word_field<&RecordOptions::body, record_bodies>("body"),
    field<&RecordOptions::add_defaults>("add_defaults"),
    field<&RecordOptions::rewrite_addresses>("rewrite_addresses"),
    field<&RecordOptions::tell_seed>("tell_seed"),
    field<&RecordOptions::twins>("twins"),
};

void read(const json& value, RecordOptions& into, const Place& place) {
  read_fields(record_option_fields, value, into, place);
}
json written(const RecordOptions& options) { return write_fields(record_option_fields, options, Defaults::left_out); }

constexpr std::array option_fields = {
    field<&Options::api_key>("api_key"),
    field<&Options::credits>("credits"),
    field<&Options::free_credits>("free_credits"),
    field<&Options::generation_time>("generation_time"),
    field<&Options::job_lifetime>("job_lifetime"),
    field<&Options::file_lifetime>("file_lifetime"),
    field<&Options::requests_per_minute>("requests_per_minute"),
    field<&Options::rate_window>("rate_window"),
    word_field<&Options::retry_hint, retry_hints>("retry_hint"),
    field<&Options::port>("port"),
    field<&Options::files_port>("files_port"),
    field<&Options::host>("host"),
    field<&Options::certificate_file>("certificate_file"),
    field<&Options::private_key_file>("private_key_file"),
    field<&Options::clock_offset>("clock_offset"),
    Field<Options>{"records", false,
                   [](Options& into, const json& value, const Place& place) { read(value, into.records, place); },
                   [](const Options& from) { return written(from.records); }},
    field<&Options::billed_for_a_video>("billed_for_a_video"),
    field<&Options::cut_prompts>("cut_prompts"),
    word_field<&Options::v1_answer, v1_answers>("v1_answer"),
    word_field<&Options::failed_as, failures>("failed_as"),
    word_field<&Options::jobs_at, job_places>("jobs_at"),
    word_field<&Options::upload_answer, upload_answers>("upload_answer"),
    field<&Options::render>("render"),
    field<&Options::ffmpeg>("ffmpeg"),
    field<&Options::ranges>("ranges"),
    field<&Options::validators>("validators"),
    field<&Options::kept_body_bytes>("kept_body_bytes"),
    field<&Options::kept_requests>("kept_requests"),
};

constexpr std::array certificate_fields = {
    field<&SentOptions::certificate>("certificate"),
    field<&SentOptions::private_key>("private_key"),
};

}  // namespace

void read(const json& value, SentOptions& into, const Place& place) {
  if (!value.is_object()) return place.reject("an object", value);
  json known = value;
  json certificate = json::object();
  for (const auto& each : certificate_fields) {
    const std::string name(each.name);
    if (!value.contains(name)) continue;
    certificate[name] = value[name];
    known.erase(name);
  }
  read_fields(option_fields, known, into.options, place);
  read_fields(certificate_fields, certificate, into, place);
}

json written(const SentOptions& options) {
  auto object = write_fields(option_fields, options.options, Defaults::left_out);
  object.update(write_fields(certificate_fields, options, Defaults::left_out));
  return object;
}

}  // namespace segmind::sandbox::forms
