import FlowEvaluation
import FlowLogs

extension TextReport {
    /// The first malformed line of each kind, and how many there are.
    func appendMalformed(to layout: inout TextLayout) {
        let kinds = input.malformed
        guard !kinds.isEmpty else { return }
        layout.section("MALFORMED LINES")
        for (kind, number, lines) in kinds.prefix(Self.maximumNotes) {
            layout.paragraph(
                "\(QuantityText.count(lines.count, "line")): \(kind.text)", indent: 2, hanging: 2)
            layout.paragraph(
                "first at \(input.inputName(number)):\(lines.firstLine): found \(lines.found); "
                    + "expected \(lines.expected)",
                indent: 4, hanging: 2)
        }
        appendRest(kinds.count, shown: Self.maximumNotes, of: " kinds", to: &layout)
    }

    /// What loading the rule set had to say.
    func appendWarnings(to layout: inout TextLayout) {
        guard !input.ruleSetWarnings.isEmpty else { return }
        layout.section("WARNINGS ABOUT THE RULE SET")
        for warning in input.ruleSetWarnings.prefix(Self.maximumNotes) {
            layout.paragraph(warning, indent: 2, hanging: 2)
        }
        appendRest(input.ruleSetWarnings.count, shown: Self.maximumNotes, to: &layout)
    }

    /// What limits the verdicts, and what would lift the limit.
    func appendAdvice(to layout: inout TextLayout) {
        let advice = Advice(input).sentences
        guard !advice.isEmpty else { return }
        layout.section("WHAT TO DO NEXT")
        for sentence in advice { layout.paragraph("- \(sentence)", indent: 2, hanging: 2) }
    }
}
