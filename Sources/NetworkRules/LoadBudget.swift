import Synchronization

/// Memory that the texts of a rule set may take while they are read, by all that read at once.
package final class LoadBudget: Sendable {
    /// In bytes.
    package let limit: Int
    private let taken = Atomic(0)

    package init(limit: Int) { self.limit = max(0, limit) }

    /// A budget that nothing exceeds.
    package static var unlimited: LoadBudget { LoadBudget(limit: .max) }

    fileprivate func take(_ bytes: Int) throws(LoadBudgetExceeded) {
        let (_, sum) = taken.add(bytes, ordering: .relaxed)
        guard sum > limit else { return }
        giveBack(bytes)
        throw LoadBudgetExceeded(limit: limit)
    }

    fileprivate func giveBack(_ bytes: Int) { taken.subtract(bytes, ordering: .relaxed) }
}

/// A file would take more memory than may be taken.
struct LoadBudgetExceeded: Error, Hashable, Sendable {
    /// Of the whole budget, in bytes.
    let limit: Int
}

/// What one file takes of a budget, given back when the file is done with.
struct LoadShare: ~Copyable {
    private let budget: LoadBudget
    private var taken = 0

    init(of budget: LoadBudget) { self.budget = budget }

    deinit { budget.giveBack(taken) }

    /// - Throws: `LoadBudgetExceeded` where so much is not there; nothing is taken then.
    mutating func take(_ bytes: Int) throws(LoadBudgetExceeded) {
        // What no machine has is more than any budget, and does not overflow a sum.
        let bytes = min(max(0, bytes), 1 << 48)
        try budget.take(bytes)
        taken += bytes
    }
}
