// A library of a project that builds segmind as a part of itself.
#include <segmind/segmind.hpp>

double price_of_a_kite() {
  return segmind::Wan27R2VRequest::Builder("A kite above a beach").build().estimated_cost().dollars;
}
