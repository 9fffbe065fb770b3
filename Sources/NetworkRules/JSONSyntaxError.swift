/// Where and why a text is not JSON.
package struct JSONSyntaxError: Error, Hashable, Sendable {
    package enum Problem: Hashable, Sendable {
        /// Something else than `expected` stands here; `found` is nil at the end of the text.
        case unexpected(found: Unicode.Scalar?, expected: Expectation)
        /// A string holds a control character that must be written as an escape.
        case controlCharacterInString
        case invalidEscape
        case invalidUTF8
        /// Such as `01`, `1.` or `.5`.
        case invalidNumber
        /// One object names the key twice, and which of the two counts is anybody's guess.
        case duplicateKey(String)
        /// Deeper than `JSONParser.maximumDepth`.
        case nestedTooDeep
    }

    package enum Expectation: Hashable, Sendable {
        case value
        case key
        case colon
        case commaOrBracket
        case commaOrBrace
        case closingQuote
        case endOfText
    }

    package var problem: Problem
    /// From 1.
    package var line: Int
    /// In bytes, from 1.
    package var column: Int

    package init(problem: Problem, line: Int, column: Int) {
        self.problem = problem
        self.line = line
        self.column = column
    }
}
