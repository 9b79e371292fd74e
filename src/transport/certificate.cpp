#include "transport/certificate.hpp"

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace vafast::transport {
namespace {

constexpr std::size_t most_names_told = 8;
constexpr std::size_t longest_name_told = 100;

// What a certificate says of itself was written by who knows whom: nothing of it reaches a terminal unseen.
std::string harmless(std::string_view text) {
    std::string shown;
    for (const char c : text.substr(0, longest_name_told)) shown += c >= 0x20 && c < 0x7f ? c : '?';
    return shown + (text.size() > longest_name_told ? "..." : "");
}

std::string to_string(const X509_NAME* name) {
    const std::unique_ptr<BIO, decltype(&::BIO_free)> memory(::BIO_new(::BIO_s_mem()), ::BIO_free);
    ::X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253);
    char* data = nullptr;
    const long size = ::BIO_get_mem_data(memory.get(), &data);
    return size > 0 ? harmless({data, static_cast<std::size_t>(size)}) : "nobody";
}

std::string to_string(const ASN1_TIME* time) {
    std::tm parts{};
    std::array<char, 64> text{};
    if (::ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown date";
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

std::string to_string(const GENERAL_NAME* name) {
    const ASN1_STRING* value = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    const unsigned char* data = ::ASN1_STRING_get0_data(value);
    const auto size = static_cast<std::size_t>(::ASN1_STRING_length(value));
    if (name->type == GEN_DNS) return harmless({reinterpret_cast<const char*>(data), size});
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (size == 4) ::inet_ntop(AF_INET, data, text.data(), text.size());
    if (size == 16) ::inet_ntop(AF_INET6, data, text.data(), text.size());
    return text.data();
}

std::vector<std::string> alternative_names(const X509* certificate) {
    const std::unique_ptr<GENERAL_NAMES, decltype(&::GENERAL_NAMES_free)> all(
        static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
        ::GENERAL_NAMES_free);
    std::vector<std::string> names;
    for (int i = 0; i < sk_GENERAL_NAME_num(all.get()); ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(all.get(), i);
        if (name->type == GEN_DNS || name->type == GEN_IPADD) names.push_back(to_string(name));
    }
    return names;
}

// "a.example, b.example"; where it names no host the subject, which old certificates use for one.
std::string whom_it_is_for(const X509* certificate) {
    const std::vector<std::string> names = alternative_names(certificate);
    if (names.empty()) return to_string(::X509_get_subject_name(certificate));
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < most_names_told; ++i) list += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > most_names_told) list += " and " + std::to_string(names.size() - most_names_told) + " more";
    return list;
}

std::string describe_problem(X509_STORE_CTX* context, const std::string& name) {
    const int code = ::X509_STORE_CTX_get_error(context);
    const X509* certificate = ::X509_STORE_CTX_get_current_cert(context);
    std::string the_certificate = "The certificate of " + name;
    if (certificate == nullptr) return the_certificate + " is refused: " + ::X509_verify_cert_error_string(code) + ".";
    if (::X509_STORE_CTX_get_error_depth(context) > 0)
        the_certificate +=
            " is not to be trusted: that of its issuer, \"" + to_string(::X509_get_subject_name(certificate)) + "\",";
    switch (code) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return the_certificate + " expired on " + to_string(::X509_get0_notAfter(certificate)) + ".";
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return the_certificate + " is not yet valid: it begins on " +
                   to_string(::X509_get0_notBefore(certificate)) + ". Is this computer's clock right?";
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return the_certificate +
                   " is self-signed, and no authority vouches for it. To trust it all the same, give it as the CA.";
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return "The certificate of " + name + " comes from an issuer that is not trusted here, \"" +
                   to_string(::X509_get_issuer_name(certificate)) +
                   "\". If it is an authority of your own, give its certificate as the CA.";
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return "The certificate is not for " + name + ": it is for " + whom_it_is_for(certificate) + ".";
        default: return the_certificate + " is refused: " + ::X509_verify_cert_error_string(code) + ".";
    }
}

// Where an SSL keeps the pointer to its check.
int check_index() {
    static const int index = ::SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

}  // namespace

bool certificate_check::require(SSL* ssl, const std::string& name) {
    name_ = name;
    X509_VERIFY_PARAM* wanted = ::SSL_get0_param(ssl);
    ::X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // An empty name would switch the check off.
    if (name.empty() || (::X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) != 1 &&
                         ::X509_VERIFY_PARAM_set1_host(wanted, name.c_str(), name.size()) != 1))
        return false;
    ::SSL_set_ex_data(ssl, check_index(), this);
    ::SSL_set_verify(ssl, SSL_VERIFY_PEER, &certificate_check::on_verified);
    return true;
}

int certificate_check::on_verified(int good, X509_STORE_CTX* context) noexcept {
    if (good == 1) return 1;
    const auto* ssl =
        static_cast<const SSL*>(::X509_STORE_CTX_get_ex_data(context, ::SSL_get_ex_data_X509_STORE_CTX_idx()));
    auto* self = static_cast<certificate_check*>(::SSL_get_ex_data(ssl, check_index()));
    if (!self->problem_) self->problem_ = describe_problem(context, self->name_);
    return 0;
}

}  // namespace vafast::transport
