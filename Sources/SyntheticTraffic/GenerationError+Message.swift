import GzipInput

extension GenerationError {
    /// One sentence: what is wrong, and what to do.
    package var message: String {
        switch self {
        case .invalidPlan(let error):
            error.message
        case .directoryNotEmpty(let path):
            "\(path): the directory is not empty; name one that is empty or does not exist yet"
        case .cannotWrite(let path, let errno):
            "\(path): cannot be written: \(systemErrorText(errno))"
        case .cannotCompress(let path, let status):
            "\(path): cannot be compressed: zlib gives status \(status)"
        }
    }
}

extension GenerationPlanError {
    /// One sentence that reads on from the option's name.
    package var message: String {
        switch self {
        case .outOfRange(let quantity, let value, let allowed):
            "\(quantity.optionName) is \(value); it takes a number from \(allowed.lowerBound) to "
                + "\(allowed.upperBound) here"
        case .invalidShare(let intendedClass, let share):
            "the share of \(intendedClass.rawValue) is \(share); it takes a number that is not negative"
        case .unreadableShare(let text):
            "\"\(text)\" is no share; write CLASS=NUMBER with a class out of "
                + IntendedClass.allCases.map(\.rawValue).joined(separator: ", ")
        case .noShares:
            "no class has a share above zero that this record format can show"
        }
    }
}

extension GenerationPlanError.Quantity {
    /// The quantity as the command line spells it.
    fileprivate var optionName: String {
        switch self {
        case .records: "--records"
        case .vpcs: "--vpcs"
        case .interfaces: "--interfaces"
        case .groups: "--groups"
        case .rulesPerGroup: "--rules-per-group"
        case .aclRules: "--acl-rules"
        case .startTime: "--start"
        }
    }
}
