#include <segmind/sandbox/client_options.hpp>
#include <segmind/segmind.hpp>

int main() {
  segmind::sandbox::Server server;
  segmind::Client client(segmind::sandbox::client_options(server));
  return client.try_credits().has_value() ? 0 : 1;
}
