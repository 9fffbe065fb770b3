import FlowEvaluation
import Reporting
import Testing

/// How far a run is, in one line.
@Suite struct ProgressLineTests {
    private static let counts = EvaluationProgress.Counts(
        inputs: 12, compressedBytes: 30 << 20, records: 6_300_000, anomalousRecords: 1234)

    @Test func saysEverythingWhereThereIsRoom() {
        let line = ProgressLine(inputCount: 200, compressedBytes: 120 << 20)
        #expect(
            line.text(Self.counts, elapsedSeconds: 3)
                == "25 %, 12 of 200 files, 30.0 MiB, 2,100,000 records/s, 9 s left, 1,234 anomalous records")
    }

    @Test func leavesOutWhatMattersLeastWhereThereIsNone() {
        let line = ProgressLine(inputCount: 200, compressedBytes: 120 << 20)
        func text(_ width: Int) -> String { line.text(Self.counts, elapsedSeconds: 3, width: width) }
        #expect(text(79) == "25 %, 12 of 200 files, 2,100,000 records/s, 9 s left, 1,234 anomalous records")
        #expect(text(60) == "25 %, 2,100,000 records/s, 9 s left, 1,234 anomalous records")
        #expect(text(20) == "25 %, 9 s left")
        #expect(text(6) == "25 %")
        #expect(text(2) == "25")
        for width in 0...100 { #expect(text(width).count <= width) }
    }

    @Test func ofPipesNothingIsSaidThatNobodyKnows() {
        let line = ProgressLine(inputCount: 1, compressedBytes: nil)
        #expect(
            line.text(Self.counts, elapsedSeconds: 3)
                == "1 file, 30.0 MiB, 2,100,000 records/s, 1,234 anomalous records")
    }

    @Test func theBeginningAndTheEndAreNoExceptions() {
        let line = ProgressLine(inputCount: 2, compressedBytes: 100)
        #expect(
            line.text(EvaluationProgress.Counts(), elapsedSeconds: 0)
                == "0 %, 0 of 2 files, 0 B, 0 anomalous records")
        // A file that has grown since it was looked at.
        let more = EvaluationProgress.Counts(
            inputs: 2, compressedBytes: 150, records: 1, anomalousRecords: 1)
        #expect(
            line.text(more, elapsedSeconds: 2)
                == "100 %, 2 of 2 files, 150 B, 1 records/s, 0 s left, 1 anomalous record")
        #expect(
            ProgressLine(inputCount: 0, compressedBytes: 0).text(more, elapsedSeconds: 2)
                == "2 of 0 files, 150 B, 1 records/s, 1 anomalous record")
    }
}
