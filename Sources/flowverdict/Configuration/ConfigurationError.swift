/// What is wrong with a configuration file.
struct ConfigurationError: Error {
    enum Cause {
        case unreadable
        case wrong(String)
    }

    let path: String
    /// From 1; nil for the file as a whole.
    var line: Int?
    let cause: Cause

    var message: String {
        let place = line.map { "\(path):\($0)" } ?? path
        return switch cause {
        case .unreadable:
            "\(place): cannot be read, or there is no such file; see --config, FLOWVERDICT_CONFIG"
        case .wrong(let text): "\(place): \(text)"
        }
    }

    var status: ExitStatus {
        switch cause {
        case .unreadable: .noInput
        case .wrong: .usage
        }
    }
}
