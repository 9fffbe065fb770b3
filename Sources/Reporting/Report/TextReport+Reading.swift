import FlowEvaluation
import FlowLogs

extension TextReport {
    /// Says first of all that something is missing.
    func appendPartialMark(to layout: inout TextLayout) {
        guard result.isPartial else { return }
        layout.blank()
        layout.paragraph("*** PARTIAL: this report does not cover all of the input ***")
        if let failure = result.outputFailure {
            layout.paragraph(
                "Verdict records could not be written (\(failure.systemText)); the evaluation stopped there.",
                indent: 2, hanging: 2)
        }
        if let interruption = input.interruption { layout.paragraph(interruption, indent: 2, hanging: 2) }
        guard !result.failures.isEmpty else { return }
        let failed = QuantityText.count(result.failures.count)
        layout.paragraph(
            "\(failed) of \(QuantityText.count(result.inputs.count, "input")) could not be read to the end:",
            indent: 2)
        for (number, failure) in result.failures.prefix(Self.maximumNotes) {
            layout.paragraph("\(input.inputName(number)): \(failure.message)", indent: 4, hanging: 2)
        }
        appendRest(result.failures.count, shown: Self.maximumNotes, to: &layout)
    }

    /// What was read, what it covers, and how fast.
    func appendReading(to layout: inout TextLayout) {
        let counts = input.compiled.currentCounts
        layout.section("READ")
        layout.entry(
            "Rules",
            "\(input.rulesPath): \(QuantityText.count(counts.securityGroups, "security group")), "
                + "\(QuantityText.count(counts.networkACLs, "network ACL")), "
                + "\(QuantityText.count(counts.interfaces, "interface"))\(snapshotsText)")
        layout.entry("Logs", logsText)
        layout.entry(
            "Files",
            "\(QuantityText.count(result.inputs.count)) (\(QuantityText.size(result.compressedBytes)) as stored, "
                + "\(QuantityText.size(result.decompressedBytes)) of text)")
        for (number, one) in result.repeated.repeats.prefix(Self.maximumNotes).enumerated() {
            layout.entry(
                number == 0 ? "Repeated" : "",
                "\(input.inputName(one.input)) holds the very bytes of \(input.inputName(one.first))")
        }
        appendRest(result.repeated.count, shown: Self.maximumNotes, of: " repeated inputs", to: &layout)
        layout.entry("Lines", linesText)
        for (number, format) in result.formats.prefix(Self.maximumNotes).enumerated() {
            layout.entry(number == 0 ? "Format" : "", formatText(format))
        }
        appendRest(result.formats.count, shown: Self.maximumNotes, of: " formats", to: &layout)
        if result.leftOut > 0 {
            layout.entry(
                "Left out", "\(QuantityText.count(result.leftOut, "record")) outside the time asked for")
        }
        appendSpan(to: &layout)
        layout.entry("Speed", speedText)
    }

    /// Of which snapshot the counts are, where there are several.
    private var snapshotsText: String {
        let timeline = input.compiled.history
        guard timeline.isHistory, let last = timeline.snapshots.last else { return "" }
        return " in \(last.name), the last of \(QuantityText.count(timeline.snapshots.count, "snapshot"))"
    }

    private var logsText: String {
        let shown = input.logs.prefix(Self.maximumNotes).joined(separator: " ")
        let rest = input.logs.count - Self.maximumNotes
        return rest > 0 ? "\(shown) and \(QuantityText.count(rest)) more" : shown
    }

    private var linesText: String {
        let lines = result.lines
        return "\(QuantityText.count(lines.lines)) = \(QuantityText.count(lines.headers, "header")) + "
            + "\(QuantityText.count(lines.records, "record")) + \(QuantityText.count(lines.malformed)) malformed + "
            + "\(QuantityText.count(lines.blank)) blank"
    }

    private func formatText(_ format: RecordFormat) -> String {
        guard format != .version2 else { return "version 2, the default" }
        let fields = format.names.prefix(60).joined(separator: " ")
        let rest = format.names.count > 60 ? " ..." : ""
        return "\(QuantityText.count(format.names.count, "field")): \(fields)\(rest)"
    }

    private func appendSpan(to layout: inout TextLayout) {
        let span = result.tally.span
        if !span.isEmpty {
            layout.entry(
                "Span",
                "\(UTCTime.text(span.first)) to \(UTCTime.text(span.last)) "
                    + "(\(QuantityText.duration(input.spanSeconds)))")
        }
        let skipped = result.skipped.seconds(within: span)
        if skipped > 0 {
            layout.entry(
                "Hidden",
                "SKIPDATA, records lost by the cloud, may hide traffic of some interface in "
                    + "\(shareOfSpan(skipped)), and in all "
                    + QuantityText.share(
                        min(result.skippedInterfaceSeconds, input.interfaceSeconds),
                        of: input.interfaceSeconds)
                    + " of the time of all interfaces")
        }
        let unreadable = result.unreadable.seconds(within: span)
        if unreadable > 0 {
            layout.entry("Hidden", "unreadable files may hide traffic in \(shareOfSpan(unreadable))")
        }
        if input.unreadableWithoutTime > 0 {
            let files = QuantityText.count(input.unreadableWithoutTime, "unreadable input")
            layout.entry("Hidden", "\(files) more, whose names tell no time")
        }
    }

    private func shareOfSpan(_ seconds: UInt64) -> String {
        "\(QuantityText.share(seconds, of: input.spanSeconds)) of the span (\(QuantityText.duration(seconds)))"
    }

    private var speedText: String {
        let records = QuantityText.fixed(input.recordsPerSecond, decimals: 0)
        let megabytes = QuantityText.fixed(input.bytesPerSecond / 1_000_000, decimals: 1)
        return "\(QuantityText.fixed(input.elapsedSeconds, decimals: 2)) s with "
            + "\(QuantityText.count(input.threads, "thread")): \(records) records/s, \(megabytes) MB/s"
    }
}
