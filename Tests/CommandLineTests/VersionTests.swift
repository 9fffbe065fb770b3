import GzipInput
import Testing

@Suite struct VersionTests {
    @Test func versionNamesTheLibraryThatDecompresses() throws {
        let run = try CommandLineRun(["--version"])
        #expect(run.exitCode == 0 && run.errors.isEmpty)
        #expect(
            run.output.wholeMatch(
                of:
                    /flowverdict \d+\.\d+\.\d+ \(gzip by (ISA-L|libz) \d+\.[\d.]+, Zstandard by libzstd \d+\.[\d.]+(, AVX2|, AVX-512)?\)\n/
            ) != nil)
        #expect(run.output.contains(InflateEngine.preferred.name))
    }
}
