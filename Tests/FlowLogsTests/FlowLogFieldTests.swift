import TestSupport
import Testing

@testable import FlowLogs

struct FlowLogFieldTests {
    @Test func everyFieldOfVersions2To11IsKnown() {
        let perVersion = NaiveLogReader.fieldsOfVersion
        // The counts of the guide's tables: 42 fields up to version 10, and 12 more in version 11.
        let counts = perVersion.mapValues(\.count)
        #expect(counts == [2: 14, 3: 7, 4: 4, 5: 4, 7: 10, 8: 1, 9: 1, 10: 1, 11: 12])
        let names = perVersion.values.flatMap(\.self)
        #expect(Set(names).count == 54)
        #expect(Set(FlowLogField.allCases.map(\.rawValue)) == Set(names))
        #expect(FlowLogField.allCases.count == 54)
    }

    @Test(arguments: NaiveLogReader.fieldsOfVersion.keys.sorted())
    func everyFieldIsRecognisedInAHeaderAndInAFormat(version: Int) throws {
        for name in NaiveLogReader.fieldsOfVersion[version] ?? [] {
            let field = try #require(FlowLogField(rawValue: name))
            #expect(RecordFormat(header: name)?.columns == [field], "\(name)")
            #expect(try RecordFormat(logFormat: "${\(name)}").columns == [field], "\(name)")
        }
    }

    @Test func allFieldsInTheOrderOfTheirVersionsAreAHeader() {
        let names = NaiveLogReader.fieldsOfVersion.sorted { $0.key < $1.key }.flatMap(\.value)
        let format = RecordFormat(header: names.joined(separator: " "))
        #expect(format?.names == names)
        #expect(format?.columns.contains(nil) == false)
    }
}
