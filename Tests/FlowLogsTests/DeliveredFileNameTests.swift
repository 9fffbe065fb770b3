import FlowLogs
import Testing

struct DeliveredFileNameTests {
    private func start(_ time: String) -> UInt64? {
        let name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_\(time)_fe123456.log.gz"
        return DeliveredFileName.interval(ofFile: name)?.lowerBound
    }

    @Test func theNameTellsTheFiveMinutesInWhichRecordsEnd() {
        // The guide's own example: 16:20:00 to 16:24:59 on 20 June 2018.
        let name = "123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz"
        let interval: ClosedRange<UInt64> = 1_529_511_600...1_529_511_899
        #expect(DeliveredFileName.interval(ofFile: name) == interval)
        #expect(DeliveredFileName.interval(ofFile: "bucket/AWSLogs/1/2018/" + name) == interval)
    }

    // Seconds as `date -u -d ... +%s` gives them.
    @Test(
        arguments: [
            ("19700101T0000Z", 0), ("20000229T2355Z", 951_868_500), ("20000301T0000Z", 951_868_800),
            ("20231231T2355Z", 1_704_066_900), ("20240101T0000Z", 1_704_067_200),
            ("20240229T1200Z", 1_709_208_000),
            ("20240301T0000Z", 1_709_251_200), ("21000301T0000Z", 4_107_542_400),
            ("99991231T2355Z", 253_402_300_500),
        ] as [(String, UInt64)])
    func datesAreOfTheGregorianCalendar(time: String, seconds: UInt64) {
        #expect(start(time) == seconds)
    }

    @Test(arguments: [
        "20241301T0000Z", "20240001T0000Z", "20240100T0000Z", "20240132T0000Z", "20240101T2400Z",
        "20240101T0060Z", "2024010lT0000Z", "20240101 0000Z", "20240101T0000", "20240101T000000Z", "",
        "19691231T2355Z", "-0240101T0000Z",
    ])
    func otherTimesAreNone(time: String) {
        #expect(start(time) == nil)
    }

    @Test(arguments: [
        "", "flow.log.gz", "123456789012_vpcflowlogs_20180620T1620Z_fe123456.log.gz",
        "123456789012_CloudTrail_us-east-1_fl-1234abcd_20180620T1620Z_fe123456.log.gz", "_____", "/",
    ])
    func otherNamesTellNothing(name: String) {
        #expect(DeliveredFileName.interval(ofFile: name) == nil)
    }
}
