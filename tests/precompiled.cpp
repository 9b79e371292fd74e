// Nothing: the target test_headers is its precompiled headers.
