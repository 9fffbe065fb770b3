import OperatingSystem
import Testing

@Suite struct ProcessMemoryTests {
    @Test func whatIsTouchedIsCounted() throws {
        let before = try #require(ProcessMemory.resident)
        let bytes = [UInt8](repeating: 7, count: 64 << 20)
        let after = try #require(ProcessMemory.resident)
        #expect(after - before > 32 << 20)
        #expect(bytes.last == 7)
    }
}
