import NetworkPrimitives
import NetworkRules
import RuleAnalysis

/// The report of `benchmark`: one rule set, or several side by side.
package struct EfficiencyReport: Sendable {
    package let ruleSets: [RuleSetEfficiency]
    package let logs: [String]

    package init(_ ruleSets: [RuleSetEfficiency], logs: [String]) {
        self.ruleSets = ruleSets
        self.logs = logs
    }

    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph("FlowVerdict: how efficient these rules are")
        layout.section("RULE SETS")
        for (number, ruleSet) in ruleSets.enumerated() { layout.entry("\(number + 1)", ruleSet.name) }
        layout.entry(
            "traffic",
            logs.isEmpty
                ? "a packet of each rule; give logs for the rule sets' own" : logs.joined(separator: " "))
        append("SIZE", sizeRows, to: &layout)
        append("COMPILED", compiledRows, to: &layout)
        append("LOOK-UPS (nanoseconds, on this machine and now)", timeRows, to: &layout)
        appendQuotas(to: &layout)
        appendWalks(to: &layout)
        appendTables(to: &layout)
        append("FEWER RULES THAT SAY THE SAME", smallerRows, to: &layout)
        layout.paragraph(
            "(proved equivalent, whatever members groups have; --equivalent FILE writes them)", indent: 2,
            hanging: 2)
        return layout.text
    }

    private typealias Row = (label: String, value: (RuleSetEfficiency) -> String)

    /// A table with a column for each rule set.
    private func append(_ title: String, _ rows: [Row], to layout: inout TextLayout) {
        layout.section(title)
        let header = ruleSets.count > 1 ? [[""] + ruleSets.indices.map { "\($0 + 1)" }] : []
        layout.rows(header + rows.map { row in [row.label] + ruleSets.map(row.value) }, indent: 2)
    }

    private var sizeRows: [Row] {
        [
            ("security groups", { QuantityText.count($0.size.groups) }),
            ("group rules", { QuantityText.count($0.size.groupRules) }),
            ("network ACLs", { QuantityText.count($0.size.networkACLs) }),
            ("ACL entries", { QuantityText.count($0.size.aclEntries) }),
            ("interfaces", { QuantityText.count($0.size.interfaces) }),
            ("distinct sets of groups on them", { QuantityText.count($0.size.groupProfiles) }),
            ("prefix lists", { QuantityText.count($0.size.prefixLists) }),
            ("entries of prefix lists", { QuantityText.count($0.size.prefixListEntries) }),
        ]
    }

    private var compiledRows: [Row] {
        [
            ("classes of addresses", { QuantityText.count($0.size.addressClasses) }),
            ("classes of services", { QuantityText.count($0.size.serviceClasses) }),
            ("memory", { QuantityText.size(UInt64($0.size.compiledBytes)) }),
            ("  of it for addresses", { QuantityText.size(UInt64($0.size.addressBytes)) }),
            ("loading", { "\(QuantityText.fixed($0.loadSeconds * 1000, decimals: 1)) ms" }),
            ("compiling", { "\(QuantityText.fixed($0.compileSeconds * 1000, decimals: 1)) ms" }),
        ]
    }

    private var timeRows: [Row] {
        let kinds: [(String, (LookUpTimes) -> LookUpTimes.Times)] = [
            ("groups, forward", { $0.forward }), ("groups, return", { $0.returned }),
            ("network ACL", { $0.networkACL }),
            ("at random, adversarial", { $0.adversarial }),
        ]
        return kinds.flatMap { label, times -> [Row] in
            [
                ("\(label): asked before", { QuantityText.fixed(times($0.times).warm, decimals: 1) }),
                ("\(label): new", { QuantityText.fixed(times($0.times).cold, decimals: 0) }),
            ]
        }
    }

    private var smallerRows: [Row] {
        func fewer(_ now: Int, _ then: Int) -> String {
            now == then
                ? "\(QuantityText.count(now)), none to save"
                : "\(QuantityText.count(then)) instead of \(QuantityText.count(now))"
        }
        return [
            ("group rules", { fewer($0.smaller.groupRulesNow, $0.smaller.groupRules) }),
            ("ACL entries", { fewer($0.smaller.aclEntriesNow, $0.smaller.aclEntries) }),
        ]
    }

    private func appendQuotas(to layout: inout TextLayout) {
        layout.section("QUOTAS")
        for (number, ruleSet) in ruleSets.enumerated() {
            for use in ruleSet.quotas {
                let prefix = ruleSets.count > 1 ? "\(number + 1): " : ""
                let above = use.above > 0 ? "; \(QuantityText.count(use.above)) ABOVE the limit" : ""
                layout.paragraph(
                    "\(prefix)\(use.quota.rawValue): at most \(QuantityText.count(use.most)) of "
                        + "\(QuantityText.count(use.limit)), by \(use.owner)\(above)", indent: 2, hanging: 2)
            }
        }
    }

    private func appendWalks(to layout: inout TextLayout) {
        guard ruleSets.contains(where: { !$0.walks.isEmpty }) else { return }
        layout.section("ACL ENTRIES ASKED BEFORE A RECORD IS DECIDED (on average)")
        for (number, ruleSet) in ruleSets.enumerated() {
            for walk in ruleSet.walks.prefix(20) {
                let prefix = ruleSets.count > 1 ? "\(number + 1): " : ""
                let best =
                    walk.best < walk.now
                    ? "; \(QuantityText.fixed(walk.best, decimals: 2)) in the order "
                        + walk.order.map(String.init).joined(separator: ", ") : "; no order does better"
                layout.paragraph(
                    "\(prefix)\(walk.networkACL) \(walk.direction): \(QuantityText.fixed(walk.now, decimals: 2)) over "
                        + "\(QuantityText.count(walk.hits, "record"))\(best)", indent: 2, hanging: 2)
            }
        }
    }

    private func appendTables(to layout: inout TextLayout) {
        layout.section("WHAT TAKES THE MEMORY")
        for (number, ruleSet) in ruleSets.enumerated() {
            let prefix = ruleSets.count > 1 ? "\(number + 1): " : ""
            for table in ruleSet.size.largestTables.prefix(5) {
                layout.paragraph(
                    "\(prefix)\(table.owner) \(table.direction): \(QuantityText.size(UInt64(table.bytes))) for "
                        + QuantityText.count(table.rules, "rule"), indent: 2, hanging: 2)
            }
            for peer in ruleSet.size.largestPeers.prefix(5) {
                layout.paragraph(
                    "\(prefix)\(peer.id) as far side: \(QuantityText.count(peer.blocks, "block"))", indent: 2,
                    hanging: 2)
            }
        }
    }
}
