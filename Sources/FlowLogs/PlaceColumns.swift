/// Which columns of a format say where an interface lies.
///
/// Few records are asked for these: they are not taken into batches, but read from a record's line when they are.
package struct PlaceColumns: Hashable, Sendable {
    package private(set) var subnet: Int?
    package private(set) var vpc: Int?
    package private(set) var instance: Int?

    package init() {}

    init(_ format: RecordFormat) {
        subnet = format.columns.firstIndex(of: .subnetID)
        vpc = format.columns.firstIndex(of: .vpcID)
        instance = format.columns.firstIndex(of: .instanceID)
    }
}

extension FlowRecordBatch {
    /// Where a column of a record stands in the text that the batch was parsed from; nil where it is `-`.
    ///
    /// - Precondition: the record names its interface.
    /// - Complexity: O(n), n the length of the line.
    package func range(ofColumn column: Int, _ index: Int, _ text: Span<UInt8>) -> Range<Int>? {
        var start = Int(interfaceText[index].start)
        while start > 0, text[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        var cursor = ColumnCursor(position: start)
        for _ in 0..<column {
            guard cursor.skipSeparators(text) else { return nil }
            cursor.skipColumn(text)
        }
        guard cursor.skipSeparators(text), !cursor.takeDash(text) else { return nil }
        return cursor.takeColumn(text)
    }
}
