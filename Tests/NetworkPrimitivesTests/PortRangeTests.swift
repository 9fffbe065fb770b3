import NetworkPrimitives
import Testing

struct PortRangeTests {
    @Test func containsBothItsEnds() {
        for (first, last) in [(0, 0), (0, 65535), (65535, 65535), (22, 22), (1024, 65535)]
            as [(UInt16, UInt16)]
        {
            let range = PortRange(first, last)
            let contained = (UInt16.min...UInt16.max).filter(range.contains)
            #expect(contained == Array(first...last))
            #expect(range.count == contained.count)
        }
    }

    @Test func writesOnePortARangeOrAll() {
        #expect(PortRange(443, 443).description == "443")
        #expect(PortRange(0, 0).description == "0")
        #expect(PortRange(1024, 65535).description == "1024-65535")
        #expect(PortRange(0, 65534).description == "0-65534")
        #expect(PortRange(0, 65535).description == "all")
        #expect(PortRange.all == PortRange(0, 65535))
    }
}
