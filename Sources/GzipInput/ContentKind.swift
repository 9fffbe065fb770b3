/// What the first bytes of an input say it is; its name has no say.
public enum ContentKind: Hashable, Sendable, CaseIterable {
    /// No bytes at all: an input without records, and no fault.
    case empty
    case gzip
    case zstandard
    /// Bytes of which none says otherwise; passed through unchanged.
    case plainText

    case parquet
    case orc
    case avro
    case zip
    case sevenZip
    case tar
    case bzip2
    case xz
    case lzip
    case lz4
    case snappy
    case compress
    case zlib
    case base64Gzip
    case pdf
    case utf16
    case utf32
    /// None of the above, with a NUL among the first bytes.
    case binary

    /// Whether `ByteInput` reads it; everything else is refused when the input is opened.
    public var isReadable: Bool {
        switch self {
        case .empty, .gzip, .zstandard, .plainText: true
        default: false
        }
    }

    /// Whether what `ByteInput` yields is not what is stored, but what that decompresses to.
    public var isArchive: Bool { self == .gzip || self == .zstandard }

    /// What people call it, to be read after "is".
    public var name: String {
        switch self {
        case .empty: "empty"
        case .gzip: "a gzip archive"
        case .zstandard: "a Zstandard archive"
        case .plainText: "plain text"
        case .parquet: "a Parquet file"
        case .orc: "an ORC file"
        case .avro: "an Avro file"
        case .zip: "a ZIP archive"
        case .sevenZip: "a 7z archive"
        case .tar: "a tar archive"
        case .bzip2: "bzip2-compressed"
        case .xz: "xz-compressed"
        case .lzip: "lzip-compressed"
        case .lz4: "LZ4-compressed"
        case .snappy: "Snappy-compressed"
        case .compress: "compressed by compress (.Z)"
        case .zlib: "a zlib stream without gzip framing"
        case .base64Gzip: "Base64 text of a gzip archive"
        case .pdf: "a PDF document"
        case .utf16: "UTF-16 text"
        case .utf32: "UTF-32 text"
        case .binary: "binary, of no known format"
        }
    }

    /// What to do instead, as an instruction; empty where the kind is read as it is.
    public var adviceText: String {
        switch self {
        case .empty, .gzip, .zstandard, .plainText: ""
        case .parquet:
            "let DuckDB turn it into text: duckdb -csv -separator ' ' -nullvalue - -c \"FROM 'FILE'\""
                + " | sed '1s/_/-/g', and pipe that in as -"
        case .orc, .avro:
            "convert it to text with the field names as its first line, or publish the flow log as text"
        case .zip: Self.piped("unzip -p FILE")
        case .sevenZip: Self.piped("7z x -so FILE")
        case .tar: "unpack it with tar -xf FILE and give the folder"
        case .bzip2: Self.piped("bzip2 -dc FILE")
        case .xz: Self.piped("xz -dc FILE")
        case .lzip: Self.piped("lzip -dc FILE")
        case .lz4: Self.piped("lz4 -dc FILE")
        case .snappy: Self.piped("snzip -dc FILE")
        case .compress: Self.piped("gzip -dc FILE")
        case .zlib: Self.piped("zlib-flate -uncompress < FILE")
        case .base64Gzip: Self.piped("base64 -d FILE")
        case .pdf: "give the flow log itself, as text or gzip"
        case .utf16: Self.piped("iconv -f UTF-16 -t UTF-8 FILE")
        case .utf32: Self.piped("iconv -f UTF-32 -t UTF-8 FILE")
        case .binary: "give flow logs as text or gzip"
        }
    }

    private static func piped(_ command: String) -> String { "pipe it in: \(command) | flowverdict ... -" }
}
