/// Where a resource stands in a file.
package struct RuleSetTextPlace: Hashable, Sendable {
    package let file: String
    /// Bytes before it in the text of the file, decompressed; nil where that is not known, as of YAML.
    let offset: Int?

    /// The numbers, from 1, of the lines that places are on, by the keys of the places; none of those that cannot be told,
    /// or no longer can.
    ///
    /// - Complexity: O(n log n + b), n the places, b the bytes of the files, which are read anew.
    package static func lines<Key: Hashable>(of places: [Key: RuleSetTextPlace]) -> [Key: Int] {
        var lines: [Key: Int] = [:]
        for (file, places) in Dictionary(grouping: places, by: \.value.file) {
            let known = places.compactMap { key, place in place.offset.map { (key: key, offset: $0) } }
            var share = LoadShare(of: .unlimited)
            guard !known.isEmpty, case .json(let text)? = try? RuleSetFiles.contents(of: file, &share) else {
                continue
            }
            var (line, position) = (1, 0)
            for (key, offset) in known.sorted(by: { $0.offset < $1.offset }) where offset <= text.count {
                line += text[position..<offset].count { $0 == UInt8(ascii: "\n") }
                position = offset
                lines[key] = line
            }
        }
        return lines
    }
}
