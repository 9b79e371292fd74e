// The testing kit, for the tests of programs that use vafast: a server that does as it is told, in the same process,
// and a clock that is advanced by hand (docs/testing.md). In a library of its own: vafast::testing, -lvafast-testing.
#pragma once

#include <vafast/testing/clock.hpp>
#include <vafast/testing/next.hpp>
#include <vafast/testing/server.hpp>
