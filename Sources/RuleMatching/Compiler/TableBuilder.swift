/// Numbers the rules and lets groups and ACLs of equal rules share a table.
struct TableBuilder {
    let services: ServiceClasses
    private(set) var sections: [RuleSection] = []
    private(set) var tables: [RuleTable] = []
    private(set) var tableOfSection: [UInt32] = []
    private var tableOfRows: [[RuleTable.Row]: UInt32] = [:]
    private var nextRule: UInt32 = 0

    init(services: ServiceClasses) { self.services = services }

    mutating func append(_ rows: [RuleTable.Row], defaultRules: Int) {
        let count = rows.count + defaultRules
        sections.append(RuleSection(first: RuleIndex(value: nextRule), count: count))
        nextRule += UInt32(truncatingIfNeeded: count)
        if let known = tableOfRows[rows] {
            tableOfSection.append(known)
        } else {
            tableOfRows[rows] = UInt32(tables.count)
            tableOfSection.append(UInt32(tables.count))
            tables.append(RuleTable(rows, services: services))
        }
    }
}
