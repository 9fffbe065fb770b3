/// Where the bytes of one input come from.
public enum InputSource: Hashable, Sendable {
    case file(path: String)
    case standardInput

    /// The name by which reports and messages call the input: its path as given, `-` for standard input.
    public var displayName: String {
        switch self {
        case .file(let path): path
        case .standardInput: "-"
        }
    }
}
