#pragma once

#include "faults/fault_proxy.hpp"
#include "faults/front.hpp"
#include "integration/service.hpp"

namespace segmind::testing {

/// A sandbox that is asked over HTTP/2 and TLS, through a proxy that counts connections and breaks them.
struct Http2Stand {
  sandbox::Server server{quick()};
  Front front{Front::Kind::http2_tls, server.port()};
  FaultProxy proxy{front.port()};

  ClientOptions options() const {
    ClientOptions options = options_for(server);
    options.base_url = front.base_url_at(proxy.port());
    options.storage_url.clear();  // there, too
    options.ca_file = front.ca_file();
    return options;
  }
};

}  // namespace segmind::testing
