/// A set of phases: runs of snapshots between which nothing changed, numbered from 0.
struct PhaseSet: Hashable, Sendable {
    private var words: [UInt64] = []

    mutating func insert(_ phase: Int) {
        while words.count <= phase / 64 { words.append(0) }
        words[phase / 64] |= 1 << UInt64(phase % 64)
    }

    func contains(_ phase: Int) -> Bool {
        phase / 64 < words.count && words[phase / 64] & 1 << UInt64(phase % 64) != 0
    }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
}
