import NetworkPrimitives
import TestSupport
import Testing

struct NaiveCIDRTableTests {
    @Test func findsEveryCoveringBlockShortestFirst() throws {
        var table = NaiveCIDRTable<Int>()
        let texts = ["10.0.0.0/8", "0.0.0.0/0", "10.0.0.4/32", "10.1.0.0/16", "::/0", "10.0.0.0/8"]
        for (value, text) in texts.enumerated() { table.insert(try CIDRBlock(text), value) }

        let address = try #require(IPAddress("10.0.0.4"))
        #expect(table.covering(address).map(\.value) == [1, 0, 5, 2])
        #expect(table.longestPrefix(containing: address)?.value == 2)
        #expect(table.longestPrefix(containing: try #require(IPAddress("10.0.0.5")))?.value == 5)
        #expect(table.longestPrefix(containing: try #require(IPAddress("2001:db8::1")))?.value == 4)
        #expect(NaiveCIDRTable<Int>().longestPrefix(containing: address) == nil)
    }
}
