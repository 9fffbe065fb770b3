import Foundation
import Testing

@testable import SyntheticTraffic

@Suite struct GenerationPlanTests {
    @Test func defaultsAreValid() throws {
        _ = try GenerationPlan(seed: 0, records: 1).validated()
    }

    @Test func quantitiesOutsideTheirRangesAreRefused() {
        let changes: [(GenerationPlanError.Quantity, (inout GenerationPlan) -> Void)] = [
            (.records, { $0.records = 0 }), (.vpcs, { $0.vpcs = 0 }), (.vpcs, { $0.vpcs = 65 }),
            (.interfaces, { $0.interfaces = 0 }), (.interfaces, { $0.interfaces = 1_000_001 }),
            // Nineteen interfaces and nine groups a VPC, and the default plan has two.
            (.interfaces, { $0.interfaces = 37 }), (.groups, { $0.groups = 17 }),
            (.rulesPerGroup, { $0.rulesPerGroup = 6 }), (.aclRules, { $0.aclRules = 8 }),
            (.aclRules, { $0.aclRules = 5_001 }), (.startTime, { $0.startTime = -1 }),
        ]
        for (quantity, change) in changes {
            var plan = GenerationPlan(seed: 0, records: 1)
            change(&plan)
            do {
                _ = try plan.validated()
                Issue.record("\(quantity) was accepted")
            } catch {
                guard case .outOfRange(quantity, let value, let allowed) = error else {
                    Issue.record("\(quantity): \(error)")
                    continue
                }
                #expect(!allowed.contains(value))
            }
        }
    }

    @Test func sharesThatAreNoWeightsAreRefused() {
        var plan = GenerationPlan(seed: 0, records: 1)
        plan.shares = [.anomalous: -0.5]
        #expect(throws: GenerationPlanError.invalidShare(.anomalous, -0.5)) { try plan.validated() }
        plan.shares = [.anomalous: .infinity]
        #expect(throws: GenerationPlanError.invalidShare(.anomalous, .infinity)) { try plan.validated() }
        plan.shares = [:]
        #expect(throws: GenerationPlanError.noShares) { try plan.validated() }
        // The standard format cannot show what the account's settings refused.
        plan.shares = [.blockedByVPC: 1]
        #expect(throws: GenerationPlanError.noShares) { try plan.validated() }
        plan.recordFormat = .detailed
        #expect(throws: Never.self) { try plan.validated() }
    }

    @Test func folderWithAnythingInItIsRefusedUntouched() throws {
        let folder = GeneratedArchive.freshFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let plan = GenerationPlan(seed: 0, records: 1)
        try Data().write(to: folder.appending(path: "own"))
        #expect(throws: GenerationError.directoryNotEmpty(path: folder.path)) {
            try TrafficGenerator.generate(plan, into: folder.path)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["own"])

        try FileManager.default.removeItem(at: folder.appending(path: "own"))
        #expect(throws: Never.self) { try TrafficGenerator.generate(plan, into: folder.path) }
    }

    @Test func fileInThePlaceOfTheFolderIsReportedWithItsCause() throws {
        let file = GeneratedArchive.freshFolder()
        try Data("x".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: GenerationError.cannotWrite(path: file.path, errno: ENOTDIR)) {
            try TrafficGenerator.generate(GenerationPlan(seed: 0, records: 1), into: file.path)
        }
    }

    @Test func invalidPlanWritesNothing() {
        let folder = GeneratedArchive.freshFolder()
        #expect(throws: GenerationError.self) {
            try TrafficGenerator.generate(GenerationPlan(seed: 0, records: 0), into: folder.path)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
