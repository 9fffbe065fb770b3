/// Finds the word that a mistyped one was probably meant to be.
package enum NearestWord {
    /// The word that needs the fewest changed letters, if those are not too many; the first of equals.
    ///
    /// - Parameter limit: how many letters may differ; by default a third of the word's.
    package static func of(_ words: [String], to typed: String, within limit: Int? = nil) -> String? {
        guard typed.utf8.count <= 64 else { return nil }
        let typed = Array(typed.lowercased().utf8)
        let distances = words.map { (word: $0, distance: distance(typed, Array($0.utf8))) }
        guard let nearest = distances.min(by: { $0.distance < $1.distance }),
            nearest.distance <= limit ?? max(2, nearest.word.utf8.count / 3),
            // Of a word of which no letter fits, every short word is near.
            nearest.distance < typed.count
        else { return nil }
        return nearest.word
    }

    /// A question behind a message about a word that there is not, and the mark before it; empty where no word is near.
    package static func hint(
        _ words: [String], to typed: String, within limit: Int? = nil, behind mark: String = ";"
    ) -> String {
        of(words, to: typed, within: limit).map { "\(mark) did you mean \($0)?" } ?? ""
    }

    /// Letters to insert, delete or replace to make one word of the other (Levenshtein distance).
    ///
    /// - Complexity: O(n m), n and m the lengths.
    package static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (place, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for (column, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
