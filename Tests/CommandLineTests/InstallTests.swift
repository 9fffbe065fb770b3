import Foundation
import Testing

/// What `make install` puts where.
@Suite struct InstallTests {
    @Test func theProgramItsPagesAndCompletionsAreWhereTheyAreLookedFor() throws {
        let folder = try TemporaryFolder()
        // In place of the generator, which a build of its own makes.
        let maker = try folder.write(
            "make-manual",
            """
            #!/bin/sh
            echo .Dd >"$3/flowverdict.1"
            echo .Dd >"$3/flowverdict.evaluate.1"

            """)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: maker)
        let script = projectFolder.appending(path: "Scripts/install-program.sh")
        let run = CloudTools.run(script, [folder.path("root"), CommandLineRun.executable.path, maker])
        #expect(run.status == 0, "\(run.errors)")
        func isThere(_ path: String) -> Bool {
            FileManager.default.fileExists(atPath: folder.path("root/" + path))
        }
        #expect(FileManager.default.isExecutableFile(atPath: folder.path("root/bin/flowverdict")))
        for page in ["flowverdict.1", "flowverdict-evaluate.1"] {
            #expect(isThere("share/man/man1/\(page)"), "\(page)")
        }
        let bash = "root/share/bash-completion/completions/flowverdict"
        #expect(try folder.read(bash).contains("--sqlite"))
        #expect(CloudTools.run(URL(filePath: "/bin/bash"), ["-n", folder.path(bash)]).status == 0)
        #expect(
            try folder.read("root/share/zsh/site-functions/_flowverdict").hasPrefix("#compdef flowverdict"))
        #expect(isThere("share/fish/vendor_completions.d/flowverdict.fish"))
    }
}
