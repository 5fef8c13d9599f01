#include "certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace segmind::testing {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Cert = std::unique_ptr<X509, decltype(&X509_free)>;
constexpr long day = 24L * 60 * 60;

Key new_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

void add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no such extension: " + value);
  X509_add_ext(to, extension, -1);
  X509_EXTENSION_free(extension);
}

Cert new_certificate(EVP_PKEY* key, const std::string& name, long from, long until) {
  static long serial = 1;
  Cert certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

template <typename Write>
void write_file(const std::string& path, Write write) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || write(file) != 1) throw std::runtime_error("cannot write " + path);
  std::fclose(file);
}

}  // namespace

struct Authority::Keys {
  Key key = new_key();
  Cert certificate{nullptr, &X509_free};
};

Authority::Authority(std::string folder, const std::string& name)
    : folder_(std::move(folder)), file_(folder_ + '/' + name + ".ca.pem"), keys_(new Keys) {
  keys_->certificate = new_certificate(keys_->key.get(), name, -day, 30 * day);
  X509* self = keys_->certificate.get();
  X509_set_issuer_name(self, X509_get_subject_name(self));
  add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  X509_sign(self, keys_->key.get(), EVP_sha256());
  write_file(file_, [&](std::FILE* file) { return PEM_write_X509(file, self); });
}

Authority::~Authority() { delete keys_; }

Certificate Authority::issue(const std::string& subject, int days) const {
  const Key key = new_key();
  const Cert certificate = new_certificate(key.get(), "test", (days < 0 ? 2 * days : -1) * day, days * day);
  X509* issuer = keys_->certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  add_extension(certificate.get(), issuer, NID_subject_alt_name, subject);
  X509_sign(certificate.get(), keys_->key.get(), EVP_sha256());
  const std::string base = folder_ + '/' + std::to_string(ASN1_INTEGER_get(X509_get_serialNumber(certificate.get())));
  write_file(base + ".pem", [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
  write_file(base + ".key", [&](std::FILE* file) {
    return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return {base + ".pem", base + ".key"};
}

}  // namespace segmind::testing
