// Nothing: the targets test_headers_… are their precompiled headers.
