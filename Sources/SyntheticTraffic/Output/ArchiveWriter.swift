/// Writes log files, compressed, into an archive laid out as delivery to a bucket lays it out, and
/// the truth about their records beside it.
struct ArchiveWriter: ~Copyable {
    private let root: String
    private let compressor: UnsafeGzipCompressor
    private var truth: UnsafeOutputFile
    private var summary = GenerationSummary()

    init(directory: String) throws(GenerationError) {
        let compressor = try UnsafeGzipCompressor(path: directory + "/logs")
        let truth = try UnsafeOutputFile(path: directory + "/truth.ndjson")
        root = directory + "/logs"
        self.compressor = compressor
        self.truth = truth
    }

    /// Writes the writer's current file.
    mutating func write(_ name: LogFileName, _ writer: RecordWriter) throws(GenerationError) {
        let path = "\(root)/\(name.path)"
        try UnsafeOutputDirectory.make("\(root)/\(name.folder)")
        let compressed = try compressor.member(of: writer.log, path: path)
        var file = try UnsafeOutputFile(path: path)
        try file.write(compressed)
        try file.finish()
        try truth.write(writer.truth)
        summary.records += writer.recordsInFile
        summary.files += 1
        summary.textBytes += writer.log.count
        summary.compressedBytes += compressed.count
    }

    /// Gives the truth its name.
    ///
    /// - Parameter counts: records by `IntendedVerdict.rawValue`.
    mutating func finish(counts: [Int]) throws(GenerationError) -> GenerationSummary {
        try truth.finish()
        summary.counts = IntendedVerdict.allCases.filter { counts[$0.rawValue] > 0 }.map {
            GenerationSummary.Count(verdict: $0, records: counts[$0.rawValue])
        }
        return summary
    }
}
