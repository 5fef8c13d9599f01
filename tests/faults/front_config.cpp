#include "faults/front_config.hpp"

namespace segmind::testing {
namespace {

bool has_tls(const FrontSetup& setup) { return setup.kind != Front::Kind::http2_cleartext; }
bool has_http2(const FrontSetup& setup) { return setup.kind != Front::Kind::http1_tls; }

}  // namespace

std::string nginx_config(const FrontSetup& setup) {
  const std::string listen =
      "127.0.0.1:" + std::to_string(setup.port) + (has_tls(setup) ? " ssl" : "") + (has_http2(setup) ? " http2" : "");
  const std::string certificate =
      "    ssl_certificate " + setup.certificate_file + ";\n    ssl_certificate_key " + setup.key_file + ";\n";
  std::string temporary;
  for (const char* what : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    temporary += std::string("  ") + what + "_temp_path " + setup.folder + '/' + what + ";\n";
  return "daemon off;\nmaster_process off;\nworker_rlimit_nofile 16384;\npid " + setup.folder +
         "/nginx.pid;\nerror_log stderr;\nevents { worker_connections 4096; }\nhttp {\n" + temporary +
         R"(  access_log off;
  client_max_body_size 0;
  client_header_timeout 1h;
  client_body_timeout 1h;
  send_timeout 1h;
  keepalive_timeout 1h;
  keepalive_requests 1000000;
  merge_slashes off;
  server {
    listen )" +
         listen + ";\n" + (has_tls(setup) ? certificate : "") + R"(    location / {
      proxy_pass http://127.0.0.1:)" +
         std::to_string(setup.upstream_port) + R"(;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_next_upstream off;
      proxy_request_buffering off;
      proxy_buffering off;
      proxy_buffer_size 16k;
      proxy_buffers 8 16k;
      proxy_read_timeout 1h;
      proxy_send_timeout 1h;
      proxy_redirect off;
    }
  }
}
)";
}

std::string nghttpx_config(const FrontSetup& setup) {
  const std::string certificate = "certificate-file=" + setup.certificate_file +
                                  "\nprivate-key-file=" + setup.key_file + "\nno-ocsp=yes\n" +
                                  "npn-list=" + (has_http2(setup) ? "h2,http/1.1" : "http/1.1") + "\n";
  return "frontend=127.0.0.1," + std::to_string(setup.port) + (has_tls(setup) ? "" : ";no-tls") +
         "\nbackend=127.0.0.1," + std::to_string(setup.upstream_port) + "\npid-file=" + setup.folder +
         "/nghttpx.pid\n" + (has_tls(setup) ? certificate : "") +
         // A kept connection could die under the next request, which would then be sent again on another.
         R"(backend-keep-alive-timeout=1ms
single-process=yes
workers=1
errorlog-file=/dev/stderr
accesslog-file=/dev/null
frontend-http2-read-timeout=1h
frontend-read-timeout=1h
frontend-write-timeout=1h
frontend-keep-alive-timeout=1h
stream-write-timeout=1h
backend-read-timeout=1h
backend-write-timeout=1h
no-location-rewrite=yes
no-server-rewrite=yes
)";
}

}  // namespace segmind::testing
