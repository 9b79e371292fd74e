#include "encryption/document.hpp"

#include "base/base64.hpp"

#include <algorithm>
#include <limits>

namespace vafast::encryption_detail {
namespace {

constexpr std::string_view kdf_name = "PBKDF2-SHA-256";

// These throw where a member is missing or is not what it has to be; to_document catches it.
void check(bool promise) {
    if (!promise) throw error(error_kind::invalid_message, "not what it has to be");
}

std::vector<std::byte> bytes_of(const json& object, std::string_view name) {
    auto data = base::decode_base64(object.at(name).get<std::string_view>());
    check(data.has_value());
    return *std::move(data);
}

template <std::size_t Size>
std::array<std::byte, Size> array_of(const json& object, std::string_view name) {
    const auto data = bytes_of(object, name);
    check(data.size() == Size);
    std::array<std::byte, Size> result{};
    std::copy(data.begin(), data.end(), result.begin());
    return result;
}

kdf_parameters kdf_of(const json& kdf) {
    check(kdf.is_object() && kdf.size() == 3 && kdf.at("name") == kdf_name);
    check(kdf.at("iterations").is_number_integer());
    return {bytes_of(kdf, "salt"), kdf.get<std::uint32_t>("iterations")};
}

document read(const json& sealed) {
    const json* kdf = sealed.find("kdf");
    check(sealed.is_object() && sealed.size() == (kdf ? 7u : 6u));
    check(sealed.at("encrypted").get<bool>() && sealed.at("algorithm") == algorithm_name);
    return {sealed.get<std::string>("key_id"), kdf ? std::optional(kdf_of(*kdf)) : std::nullopt,
            array_of<std::tuple_size_v<session_salt>>(sealed, "salt"), array_of<nonce_size>(sealed, "nonce"),
            bytes_of(sealed, "ciphertext")};
}

void append(std::vector<std::byte>& out, std::string_view part) {
    if (part.size() > std::numeric_limits<std::uint32_t>::max())
        throw error(error_kind::invalid_argument, "A name in an encryption_context has 4 GiB or more.");
    for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::byte>(part.size() >> shift & 0xff));
    const base::bytes bytes = base::as_bytes(part);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

json to_json(const document& sealed) {
    json result = json::object({{"encrypted", true}, {"algorithm", algorithm_name}, {"key_id", sealed.key_id}});
    if (sealed.kdf) {
        result["kdf"] = json::object({{"name", kdf_name},
                                      {"salt", base::encode_base64(sealed.kdf->salt)},
                                      {"iterations", sealed.kdf->iterations}});
    }
    result["salt"] = base::encode_base64(sealed.salt);
    result["nonce"] = base::encode_base64(sealed.once);
    result["ciphertext"] = base::encode_base64(sealed.ciphertext);
    return result;
}

std::optional<document> to_document(const json& sealed) {
    try {
        return read(sealed);
    } catch (const error&) {
        return std::nullopt;
    }
}

std::vector<std::byte> associated_data(std::string_view key_id, const encryption_context& context) {
    std::vector<std::byte> data;
    for (const std::string_view part : {label, algorithm_name, key_id, std::string_view(context.room),
                                        std::string_view(context.sender), std::string_view(context.event)})
        append(data, part);
    return data;
}

}  // namespace vafast::encryption_detail
