// Each connection is a descriptor, and the soft limit is often 1024.
#pragma once

namespace vafast::cli {

// Raises this process's limit as far as the system lets it. Where it does not, the limit stays.
void allow_many_descriptors();

}  // namespace vafast::cli
