#include "websocket/deflate.hpp"

#include "websocket/growth.hpp"

#include <vafast/error.hpp>

#include <algorithm>
#include <new>
#include <string>

#define ZLIB_CONST
#include <zlib.h>

namespace vafast::websocket {
namespace {

constexpr std::size_t most_at_once = std::size_t{1} << 30;  // zlib counts in unsigned int
constexpr std::size_t least_room = 512;
constexpr std::size_t largest_limit = static_cast<std::size_t>(-1) / 4;
constexpr std::array<std::byte, 4> tail = {std::byte{0x00}, std::byte{0x00}, std::byte{0xff}, std::byte{0xff}};

// zlib cannot compress with a window of 256 bytes. One of 512 serves as well: its longest distance is the window less
// 262 bytes (MAX_DIST in deflate.h), so nothing refers back further than 250.
int supported_bits(int window_bits) noexcept { return std::max(window_bits, 9); }

const Bytef* as_zlib(const std::byte* data) noexcept { return reinterpret_cast<const Bytef*>(data); }
Bytef* as_zlib(std::byte* data) noexcept { return reinterpret_cast<Bytef*>(data); }

}  // namespace

struct deflater::state {
    int window_bits;
    bool forgets;  // no context takeover
    int level;
    bool ready = false;
    z_stream stream{};

    state(int bits, bool no_takeover, int compression_level)
        : window_bits(supported_bits(bits)), forgets(no_takeover), level(compression_level) {
        if (level < 1 || level > 9)
            throw error(error_kind::invalid_argument,
                        "The compression level goes from 1 to 9; " + std::to_string(level) + " was given.");
    }
    ~state() {
        if (ready) deflateEnd(&stream);
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    void prepare() {
        constexpr int memory_level = 8;
        if (ready) return;
        if (deflateInit2(&stream, level, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
        ready = true;
    }
};

deflater::deflater(role self, const deflate_parameters& parameters, int level)
    : state_(self == role::client ? std::make_unique<state>(parameters.client_max_window_bits,
                                                            parameters.client_no_context_takeover, level)
                                  : std::make_unique<state>(parameters.server_max_window_bits,
                                                            parameters.server_no_context_takeover, level)) {}
deflater::~deflater() = default;
deflater::deflater(deflater&&) noexcept = default;
deflater& deflater::operator=(deflater&&) noexcept = default;

void deflater::compress(bytes message, byte_buffer& out) {
    // An empty stored block less its tail. zlib gives nothing where it flushed already.
    if (message.empty()) {
        *out.grow(1) = std::byte{0};
        return;
    }
    state_->prepare();
    z_stream& stream = state_->stream;
    do {
        const bytes piece = message.first(std::min(message.size(), most_at_once));
        message = message.subspan(piece.size());
        stream.next_in = as_zlib(piece.data());
        stream.avail_in = static_cast<uInt>(piece.size());
        do {
            const std::size_t room = std::min(most_at_once, least_room + stream.avail_in / 2);
            stream.next_out = as_zlib(out.grow(room));
            stream.avail_out = static_cast<uInt>(room);
            deflate(&stream, message.empty() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
            out.shrink(stream.avail_out);
        } while (stream.avail_out == 0);
    } while (!message.empty());
    out.shrink(tail.size());
    if (state_->forgets) deflateReset(&stream);
}

struct inflater::state {
    int window_bits;
    bool forgets;  // no context takeover
    bool ready = false;
    bool begun = false;  // bytes came since the message, or since a deflate stream inside it ended
    z_stream stream{};

    state(int bits, bool no_takeover) : window_bits(supported_bits(bits)), forgets(no_takeover) {}
    ~state() {
        if (ready) inflateEnd(&stream);
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;

    void prepare() {
        if (ready) return;
        if (inflateInit2(&stream, -window_bits) != Z_OK) throw std::bad_alloc();
        ready = true;
    }

    result inflate_piece(bytes piece, byte_buffer& out, std::size_t limit);
};

inflater::inflater(role self, const deflate_parameters& parameters)
    : state_(self == role::client
                 ? std::make_unique<state>(parameters.server_max_window_bits, parameters.server_no_context_takeover)
                 : std::make_unique<state>(parameters.client_max_window_bits, parameters.client_no_context_takeover)) {}
inflater::~inflater() = default;
inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;

inflater::result inflater::add(bytes piece, byte_buffer& out, std::size_t limit) {
    for (; !piece.empty(); piece = piece.subspan(std::min(piece.size(), most_at_once))) {
        const result found = state_->inflate_piece(piece.first(std::min(piece.size(), most_at_once)), out, limit);
        if (found != result::ok) return found;
    }
    return result::ok;
}

// A message without a byte is taken as empty: some peers, whose zlib gives nothing for it, send that.
inflater::result inflater::finish(byte_buffer& out, std::size_t limit) {
    constexpr int at_block_boundary = 128;  // of data_type (zlib.h, inflate), whose low bits count what is left over
    constexpr int unused_bits = 7;
    if (!state_->begun) return result::ok;
    const result found = state_->inflate_piece(tail, out, limit);
    if (found != result::ok) return found;
    state_->begun = false;
    z_stream& stream = state_->stream;
    if ((stream.data_type & (at_block_boundary | unused_bits)) != at_block_boundary) return result::corrupt;
    if (state_->forgets) inflateReset(&stream);
    return result::ok;
}

// Inflates into one byte more than the limit allows, so as to see whether there is more.
inflater::result inflater::state::inflate_piece(bytes piece, byte_buffer& out, std::size_t limit) {
    prepare();
    begun = true;
    limit = std::min(limit, largest_limit);
    stream.next_in = as_zlib(piece.data());
    stream.avail_in = static_cast<uInt>(piece.size());
    do {
        if (out.capacity() - out.size() < least_room)
            make_room(out, std::min(limit - out.size() + 1, std::max(least_room, 2 * piece.size())), limit + 1);
        const std::size_t room = std::min({out.capacity() - out.size(), limit - out.size() + 1, most_at_once});
        stream.next_out = as_zlib(out.grow(room));
        stream.avail_out = static_cast<uInt>(room);
        const int status = inflate(&stream, Z_SYNC_FLUSH);
        out.shrink(stream.avail_out);
        if (out.size() > limit) return result::too_big;
        if (status == Z_STREAM_END) {
            // A block with BFINAL set; what follows is a new stream (section 7.2.3.4) with the same window.
            inflateResetKeep(&stream);
            begun = stream.avail_in != 0;
        } else if (status == Z_MEM_ERROR) {
            throw std::bad_alloc();
        } else if (status != Z_OK && status != Z_BUF_ERROR) {
            return result::corrupt;
        }
    } while (stream.avail_in != 0 || stream.avail_out == 0);
    return result::ok;
}

}  // namespace vafast::websocket
