// Keys for the tests, made where they are needed: none is checked in.
#pragma once

#include <string>

namespace vafast::testing {

struct key_pair {
    std::string private_pem;
    std::string public_pem;
};

key_pair make_rsa(unsigned bits);
key_pair make_ec(const char* curve);
key_pair make_ed25519();
key_pair make_x25519();  // for key agreement: signs nothing

// The pairs that most tests take, made once in a process.
const key_pair& rsa();
const key_pair& p256();
const key_pair& ed25519();

}  // namespace vafast::testing
