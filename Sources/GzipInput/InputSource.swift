/// Where the bytes of one input come from.
package enum InputSource: Hashable, Sendable {
    case file(path: String)
    case standardInput

    /// The name by which reports and messages call the input: its path as given, `-` for standard input.
    package var displayName: String {
        switch self {
        case .file(let path): path
        case .standardInput: "-"
        }
    }
}
