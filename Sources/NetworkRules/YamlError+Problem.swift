import Yams

extension YamlError {
    /// What is wrong with a text that is no YAML, and in which line, from 1; nil for what is wrong otherwise.
    package var problem: (line: Int, text: String)? {
        switch self {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        default: nil
        }
    }
}
