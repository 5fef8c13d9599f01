#include "sandbox/forms/server_forms.hpp"

#include <array>

namespace segmind::sandbox::forms {
namespace {

constexpr std::array count_fields = {
    field<&Counts::requests>("requests"),
    field<&Counts::generate>("generate"),
    field<&Counts::submit>("submit"),
    field<&Counts::status>("status"),
    field<&Counts::result>("result"),
    field<&Counts::credits>("credits"),
    field<&Counts::upload>("upload"),
    field<&Counts::records>("records"),
    field<&Counts::download>("download"),
    field<&Counts::other>("other"),
    field<&Counts::generations_started>("generations_started"),
    field<&Counts::generations_completed>("generations_completed"),
    field<&Counts::generations_failed>("generations_failed"),
    field<&Counts::generations_charged>("generations_charged"),
    field<&Counts::dollars_charged>("dollars_charged"),
    field<&Counts::connections_accepted>("connections_accepted"),
    field<&Counts::connections_open>("connections_open"),
    field<&Counts::answers>("answers"),
    field<&Counts::waiting>("waiting"),
    field<&Counts::abandoned>("abandoned"),
    field<&Counts::faults_used>("faults_used"),
    field<&Counts::rate_limited>("rate_limited"),
    field<&Counts::bytes_received>("bytes_received"),
    field<&Counts::bytes_sent>("bytes_sent"),
    field<&Counts::keys_on_files_origin>("keys_on_files_origin"),
};

constexpr std::array request_fields = {
    field<&SeenRequest::route>("route"),
    field<&SeenRequest::method>("method"),
    field<&SeenRequest::target>("target"),
    field<&SeenRequest::headers>("headers"),
    field<&SeenRequest::body>("body"),
    field<&SeenRequest::body_bytes>("body_bytes"),
    field<&SeenRequest::connection>("connection"),
    field<&SeenRequest::files_origin>("files_origin"),
    field<&SeenRequest::status>("status"),
    field<&SeenRequest::fault>("fault"),
    field<&SeenRequest::took>("took_ms"),
    field<&SeenRequest::head_bytes>("head_bytes"),
    field<&SeenRequest::answer_bytes>("answer_bytes"),
};

constexpr std::array record_fields = {
    field<&Record::id>("id"),         field<&Record::model>("model"), field<&Record::stage>("stage"),
    field<&Record::queued>("queued"), field<&Record::body>("body"),   field<&Record::dollars>("dollars"),
    field<&Record::error>("error"),
};

constexpr std::array answer_fields = {
    field<&ModelAnswer::content_type>("content_type"),
    field<&ModelAnswer::body>("body"),
    field<&ModelAnswer::price>("price"),
    field<&ModelAnswer::seed>("seed"),
};

}  // namespace

json written(const Counts& counts) { return write_fields(count_fields, counts, Defaults::written); }
void read(const json& value, Counts& into, const Place& place) { read_fields(count_fields, value, into, place); }

json count_named(const Counts& counts, std::string_view name) {
  for (const auto& each : count_fields) {
    if (each.name == name) return each.write(counts);
  }
  return nullptr;
}

json written(const SeenRequest& request) { return write_fields(request_fields, request, Defaults::written); }
void read(const json& value, SeenRequest& into, const Place& place) { read_fields(request_fields, value, into, place); }

json written(const Record& record) { return write_fields(record_fields, record, Defaults::written); }
void read(const json& value, Record& into, const Place& place) { read_fields(record_fields, value, into, place); }

json written(const ModelAnswer& answer) { return write_fields(answer_fields, answer, Defaults::left_out); }
void read(const json& value, ModelAnswer& into, const Place& place) { read_fields(answer_fields, value, into, place); }

}  // namespace segmind::sandbox::forms
