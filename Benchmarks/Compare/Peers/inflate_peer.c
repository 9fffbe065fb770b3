/* The bare work that reading gzip takes: inflates every file named on the command line with libz, into
 * a buffer that is written over again and again, and prints how many bytes came out.
 *
 *     cc -O2 -o inflate_peer inflate_peer.c -lz
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { BUFFER_BYTES = 256 * 1024, GZIP_WINDOW_BITS = 16 + MAX_WBITS };

static unsigned char compressed[BUFFER_BYTES];
static unsigned char decompressed[BUFFER_BYTES];

static void fail(const char *path, const char *cause) {
    fprintf(stderr, "inflate_peer: %s: %s\n", path, cause);
    exit(EXIT_FAILURE);
}

/* Refills `stream` when it has used up its input. Returns 0 at the end of the file. */
static int refill(z_stream *stream, int file, const char *path) {
    if (stream->avail_in > 0) return 1;
    ssize_t count = read(file, compressed, sizeof compressed);
    if (count < 0) fail(path, "cannot be read");
    stream->next_in = compressed;
    stream->avail_in = (uInt)count;
    return count > 0;
}

/* Inflates all members of the file; returns the number of bytes that came out. */
static uint64_t inflate_file(z_stream *stream, const char *path) {
    int file = open(path, O_RDONLY);
    if (file < 0) fail(path, "cannot be opened");
    uint64_t total = 0;
    int inside_member = 0;
    stream->avail_in = 0;
    inflateReset(stream);
    while (refill(stream, file, path)) {
        inside_member = 1;
        stream->next_out = decompressed;
        stream->avail_out = sizeof decompressed;
        int status = inflate(stream, Z_NO_FLUSH);
        total += sizeof decompressed - stream->avail_out;
        if (status == Z_STREAM_END) {
            inside_member = 0;
            inflateReset(stream);
        } else if (status != Z_OK) {
            fail(path, stream->msg ? stream->msg : "is not gzip");
        }
    }
    close(file);
    if (inside_member) fail(path, "ends in the middle");
    return total;
}

int main(int count, char **arguments) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (inflateInit2(&stream, GZIP_WINDOW_BITS) != Z_OK) fail("libz", "did not start");
    uint64_t total = 0;
    for (int index = 1; index < count; index += 1) total += inflate_file(&stream, arguments[index]);
    inflateEnd(&stream);
    printf("%llu\n", (unsigned long long)total);
    return EXIT_SUCCESS;
}
