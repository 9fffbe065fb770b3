import FlowEvaluation

/// The report of an evaluation for people: 80 columns at the most, the same bytes for any
/// number of workers but for the line that begins with `Speed`.
///
/// Sections stand in the order in which they matter and only where they have something to say. What
/// is cut short here is complete in `JSONReport`.
package struct TextReport {
    /// Groups that are listed for each verdict, and interfaces.
    static let maximumGroups = 10
    /// Rules of each layer that are listed.
    static let maximumRules = 15
    /// Failures, malformed kinds, warnings and formats that are listed.
    static let maximumNotes = 20

    let input: ReportInput

    package init(_ input: ReportInput) { self.input = input }

    package func text(width: Int = ReportWidth.standard) -> String {
        var layout = TextLayout(width: width)
        layout.paragraph("FlowVerdict: flow logs judged by security groups and network ACLs")
        appendPartialMark(to: &layout)
        appendReading(to: &layout)
        appendVerdicts(to: &layout)
        appendSnapshots(to: &layout)
        appendAnomalies(to: &layout)
        appendBlocked(to: &layout)
        appendRules(to: &layout)
        appendUnknownInterfaces(to: &layout)
        appendMalformed(to: &layout)
        appendWarnings(to: &layout)
        appendAdvice(to: &layout)
        return layout.text
    }

    var result: EvaluationResult { input.result }

    /// Says how many of a list are left out, where some are.
    func appendRest(_ total: Int, shown: Int, of what: String = "", to layout: inout TextLayout) {
        guard total > shown else { return }
        let rest = QuantityText.count(total - shown)
        layout.paragraph("... and \(rest) more\(what) (the JSON report lists them)", indent: 2)
    }
}
