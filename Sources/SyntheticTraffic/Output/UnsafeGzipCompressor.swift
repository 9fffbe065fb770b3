import CZlib

/// Compresses whole files into gzip members (RFC 1952) with time 0 and no name, so that equal
/// text gives equal bytes.
///
/// The stream lives on the heap because zlib keeps its address between calls; it is made once and
/// reset for each member. Every pointer handed to zlib is valid for the one call it is used in.
@safe
struct UnsafeGzipCompressor: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Throws: `cannotCompress`, naming `path`, where zlib has no memory or is another version.
    init(path: String) throws(GenerationError) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, + 16 for a gzip header; 8 is the default memory level.
        let status = unsafe deflateInit2_(
            stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw .cannotCompress(path: path, status: status)
        }
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// One gzip member that holds `bytes`, which are to go to `path`; at most 4 GiB.
    func member(of bytes: [UInt8], path: String) throws(GenerationError) -> [UInt8] {
        guard bytes.count <= UInt32.max else { throw .cannotCompress(path: path, status: Z_BUF_ERROR) }
        unsafe deflateReset(stream)
        let bound = unsafe Int(deflateBound(stream, UInt(bytes.count)))
        guard bound <= UInt32.max else { throw .cannotCompress(path: path, status: Z_BUF_ERROR) }
        var status = Z_OK
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            unsafe bytes.withUnsafeBufferPointer { input in
                // zlib only reads through next_in; its type is mutable for history's sake.
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                unsafe stream.pointee.avail_in = UInt32(input.count)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(bound)
                status = unsafe deflate(stream, Z_FINISH)
                count = unsafe bound - Int(stream.pointee.avail_out)
            }
        }
        guard status == Z_STREAM_END else { throw .cannotCompress(path: path, status: status) }
        return compressed
    }
}
