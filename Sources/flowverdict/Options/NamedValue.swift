import ArgumentParser

/// `NAME=VALUE` on the command line. The name ends at the first `=` that is not within brackets, since addresses such
/// as `aws_instance.web["a=b"]` may hold some.
struct NamedValue: ExpressibleByArgument, Equatable {
    let name: String
    let value: String

    init?(argument: String) {
        var depth = 0
        var place: String.Index?
        for index in argument.indices where place == nil {
            switch argument[index] {
            case "[": depth += 1
            case "]": depth -= 1
            case "=" where depth <= 0: place = index
            default: continue
            }
        }
        guard let place, place != argument.startIndex else { return nil }
        name = String(argument[..<place])
        value = String(argument[argument.index(after: place)...])
    }

    /// The values by name.
    ///
    /// - Throws: for a name that has two values.
    static func dictionary(_ values: [NamedValue], option: String) throws -> [String: String] {
        var dictionary: [String: String] = [:]
        for named in values {
            if let other = dictionary.updateValue(named.value, forKey: named.name), other != named.value {
                throw ValidationError(
                    "\(option) gives \(named.name) two values, \(other) and \(named.value); give one")
            }
        }
        return dictionary
    }
}
