// The one compilation of Boost.Asio's machinery: everywhere else BOOST_ASIO_SEPARATE_COMPILATION leaves it out.
#include <boost/asio/impl/src.hpp>
