#pragma once

#include <map>
#include <string>
#include <string_view>

#include "sandbox/models/model.hpp"
#include "segmind/sandbox/options.hpp"

namespace segmind::sandbox {

/// The models that are served, by their slugs. On the loop's thread.
class Catalogue {
 public:
  /// Holds the service's own models. Maker and options must outlive the catalogue.
  Catalogue(ClipMaker& clips, const Options& options);

  /// Replaces a model of the same slug.
  void add(std::string slug, Model model) { models_.insert_or_assign(std::move(slug), std::move(model)); }

  /// Null: unknown slug.
  const Model* find(std::string_view slug) const;

 private:
  std::map<std::string, Model, std::less<>> models_;
};

}  // namespace segmind::sandbox
