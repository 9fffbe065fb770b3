import FlowLogs
import Foundation
import GzipInput
import TestSupport
import Testing

struct ArchiveDiscoveryTests {
    /// A folder that is there as long as the value is, with empty files at the paths given.
    private final class Folder {
        let path: String

        init(_ files: [String]) throws {
            let url = FileManager.default.temporaryDirectory.appending(path: "Discovery-\(UUID().uuidString)")
            path = url.resolvingSymlinksInPath().path
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for file in files {
                let place = url.appending(path: file)
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: place)
            }
        }

        func link(_ name: String, to target: String) throws {
            try FileManager.default.createSymbolicLink(
                atPath: path + "/" + name, withDestinationPath: target)
        }

        func makeFolder(_ name: String) throws {
            try FileManager.default.createDirectory(
                atPath: path + "/" + name, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private func found(_ folder: Folder, _ argument: String? = nil) throws -> [String] {
        try ArchiveDiscovery.inputs([argument ?? folder.path]).map {
            $0.displayName.replacing(folder.path + "/", with: "")
        }
    }

    @Test func aDirectoryIsWalkedForLogsInTheOrderOfTheirPaths() throws {
        let folder = try Folder([
            "b.log", "a.log.gz", "AWSLogs/1/vpcflowlogs/eu-west-1/2024/01/02/x.log.gz", "c.gz", "B.log",
            "AWSLogs/1/vpcflowlogs/eu-west-1/2024/01/01/x.log.gz", "readme.md", "log", "x.log.gz.tmp", "gz",
            "a.log.zst", "deep/er/.hidden.log", "a/b.log", "a.b/c.log",
        ])
        try folder.makeFolder("folder.log")
        #expect(
            try found(folder) == [
                "AWSLogs/1/vpcflowlogs/eu-west-1/2024/01/01/x.log.gz",
                "AWSLogs/1/vpcflowlogs/eu-west-1/2024/01/02/x.log.gz", "B.log", "a.b/c.log", "a.log.gz",
                "a.log.zst", "a/b.log", "b.log", "c.gz", "deep/er/.hidden.log",
            ])
    }

    @Test func aTrailingSlashMakesNoDifference() throws {
        let folder = try Folder(["a/b.log"])
        #expect(try found(folder, folder.path + "/") == ["a/b.log"])
        #expect(try found(folder, folder.path + "/a/") == ["a/b.log"])
    }

    @Test func aFileIsTakenWhateverItsName() throws {
        let folder = try Folder(["flows.txt"])
        #expect(try found(folder, folder.path + "/flows.txt") == ["flows.txt"])
    }

    @Test func theOrderOfTheArgumentsStandsAndNothingIsReadTwice() throws {
        let folder = try Folder(["z.log", "d/b.log", "d/a.log"])
        let arguments = ["/z.log", "/d", "/d/a.log", "/z.log", "/d/"].map { folder.path + $0 }
        let inputs = try ArchiveDiscovery.inputs(["-"] + arguments + ["-"])
        #expect(
            inputs == [
                .standardInput, .file(path: folder.path + "/z.log"), .file(path: folder.path + "/d/a.log"),
                .file(path: folder.path + "/d/b.log"),
            ])
        #expect(try ArchiveDiscovery.inputs([]).isEmpty)
    }

    @Test func linksToFilesAreFollowedAndLinksToDirectoriesAreNot() throws {
        let folder = try Folder(["logs/a.log", "elsewhere/b.log", "elsewhere/c.txt"])
        try folder.link("logs/b.log", to: "../elsewhere/b.log")
        try folder.link("logs/more", to: "../elsewhere")
        try folder.link("logs/loop", to: ".")
        try folder.link("logs/up.log", to: "..")
        #expect(try found(folder, folder.path + "/logs") == ["logs/a.log", "logs/b.log"])
    }

    @Test func whatIsNoFileIsPassedOverUnlessAnArgumentNamesIt() throws {
        let folder = try Folder(["logs/a.log"])
        #expect(mkfifo(folder.path + "/logs/fifo.log", 0o600) == 0)
        try folder.link("logs/device.log", to: "/dev/zero")
        #expect(try found(folder, folder.path + "/logs") == ["logs/a.log"])
        #expect(try found(folder, folder.path + "/logs/fifo.log") == ["logs/fifo.log"])
    }

    @Test func noMoreInputsAreListedThanMayBe() throws {
        let folder = try Folder(["logs/a.log", "logs/d/b.log", "logs/d/c.log", "e.log"])
        let arguments = [folder.path + "/logs", folder.path + "/e.log"]
        #expect(try ArchiveDiscovery.inputs(arguments, limit: 4).count == 4)
        for limit in 0..<4 {
            #expect(throws: ArchiveDiscoveryError.tooMany(limit: limit)) {
                try ArchiveDiscovery.inputs(arguments, limit: limit)
            }
        }
    }

    @Test func aLinkGivenAsAnArgumentIsFollowed() throws {
        let folder = try Folder(["logs/a.log", "logs/d/b.log"])
        try folder.link("link", to: "logs")
        try folder.link("link.txt", to: "logs/a.log")
        #expect(try found(folder, folder.path + "/link") == ["link/a.log", "link/d/b.log"])
        #expect(try found(folder, folder.path + "/link.txt") == ["link.txt"])
    }

    @Test func whatIsNotThereIsNamed() throws {
        let folder = try Folder(["a.log"])
        try folder.link("dangling.log", to: "nowhere")
        for name in ["/missing.log", "/dangling.log", "/a.log/b.log"] {
            let path = folder.path + name
            #expect(throws: ArchiveDiscoveryError.notFound(path: path)) {
                try ArchiveDiscovery.inputs([folder.path + "/a.log", path])
            }
        }
        #expect(throws: ArchiveDiscoveryError.notFound(path: "")) { try ArchiveDiscovery.inputs([""]) }
    }

    @Test func aLogThatALinkHasLostIsNotPassedOver() throws {
        let folder = try Folder(["a.log"])
        try folder.link("b.log", to: "nowhere")
        #expect(try found(folder) == ["a.log", "b.log"])
    }

    @Test func aDirectoryWithoutLogsIsNamed() throws {
        let folder = try Folder(["readme.txt"])
        try folder.makeFolder("empty")
        for path in [folder.path, folder.path + "/empty"] {
            #expect(throws: ArchiveDiscoveryError.noLogs(path: path)) { try ArchiveDiscovery.inputs([path]) }
            #expect(ArchiveDiscoveryError.noLogs(path: path).message.hasPrefix(path + ": "))
        }
    }
}
