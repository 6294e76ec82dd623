#include "aws/body.hpp"

#include <zlib.h>

#include "aws/claim.hpp"
#include "aws/errors.hpp"
#include "base/strings.hpp"

namespace ikada::aws {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, gzip's header and trailer
constexpr std::size_t kPiece = 16 * 1024;

// Ends itself.
class Inflater {
  public:
    Inflater() { good_ = inflateInit2(&stream_, kGzipWindow) == Z_OK; }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    void feed(const std::string& packed) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
    }
    // Appends the next piece. Z_OK: there may be more; Z_STREAM_END: that was all.
    int next(std::string& out) {
        if (!good_) return Z_MEM_ERROR;
        const auto before = out.size();
        out.resize(before + kPiece);
        stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream_.avail_out = static_cast<uInt>(kPiece);
        const int code = inflate(&stream_, Z_NO_FLUSH);
        out.resize(before + kPiece - stream_.avail_out);
        return code;
    }
    bool has_more_input() const { return stream_.avail_in > 0; }

  private:
    z_stream stream_{};
    bool good_;
};

Result<std::string> gunzip(const std::string& packed, std::size_t bytes_max) {
    Inflater inflater;
    inflater.feed(packed);
    std::string plain;
    int code = Z_OK;
    while (code == Z_OK) {
        code = inflater.next(plain);
        if (plain.size() > bytes_max)
            return fail(errors::kRequestEntityTooLarge,
                        "The request's body is larger than {} bytes when unpacked.", bytes_max);
    }
    if (code != Z_STREAM_END || inflater.has_more_input())
        return fail(errors::kSerialization,
                    "The request's body is not what its Content-Encoding, gzip, says.");
    return plain;
}

}  // namespace

Result<std::string> plain_body(const net::HttpRequest& request, std::size_t bytes_max) {
    if (net::find_header(request.headers, "X-Amz-Trailer"))
        return fail(errors::kUnsupportedMediaType,
                    "Trailers (X-Amz-Trailer) are not taken here: sign the body whole.");
    const auto encoding = trim(net::find_header(request.headers, "Content-Encoding").value_or(""));
    if (encoding.empty() || equals_ignoring_case(encoding, "identity")) return request.body;
    if (equals_ignoring_case(encoding, "gzip")) return gunzip(request.body, bytes_max);
    return fail(errors::kUnsupportedMediaType,
                "The Content-Encoding {} is not taken here: send gzip, or the body as it is.",
                shown(encoding));
}

}  // namespace ikada::aws
