import Foundation
import TestSupport
import Testing

/// The page for browsers, as a user makes it and as Chromium shows it.
@Suite struct PageTests {
    /// Names as nobody should give them: markup, a script, a quotation mark that ends an attribute where escaping goes by
    /// characters, what turns the writing direction; and scripts that are to stay as they are.
    private static let rules = #"""
        {"SecurityGroups": [
          {"GroupId": "sg-1", "GroupName": "<script>document.documentElement.dataset.marked = 1</script>",
           "VpcId": "vpc-1", "IpPermissions": [
             {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
             {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}],
           "IpPermissionsEgress": []},
          {"GroupId": "sg-2", "GroupName": "\"\u0301 onmouseover=\"document.documentElement.dataset.marked = 2\" x=\"",
           "VpcId": "vpc-1", "IpPermissions": [
             {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": "sg-1"}]}],
           "IpPermissionsEgress": []},
          {"GroupId": "sg-3", "GroupName": "ウェブサーバー عربي <img src=x onerror=alert(1)> a\u202Eb", "VpcId": "vpc-1",
           "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}], "IpPermissionsEgress": []}],
         "NetworkInterfaces": [
          {"NetworkInterfaceId": "eni-1", "VpcId": "vpc-1", "SubnetId": "subnet-1", "PrivateIpAddress": "10.0.0.1",
           "Groups": [{"GroupId": "sg-1"}]},
          {"NetworkInterfaceId": "eni-2", "VpcId": "vpc-1", "SubnetId": "subnet-2", "PrivateIpAddress": "10.0.1.2",
           "Groups": [{"GroupId": "sg-2"}, {"GroupId": "sg-3"}]}]}
        """#
    private static let log = """
        2 1 eni-1 198.51.100.7 10.0.0.1 50000 443 6 10 1000 1767225600 1767225660 ACCEPT OK
        2 1 eni-1 10.0.0.1 198.51.100.7 443 50000 6 10 1000 1767225600 1767225660 ACCEPT OK
        2 1 eni-2 10.0.0.1 10.0.1.2 50000 443 6 10 1000 1767225660 1767225720 ACCEPT OK
        2 1 eni-1 203.0.113.9 10.0.0.1 50000 3389 6 10 1000 1767225720 1767225780 ACCEPT OK
        2 1 eni-1 203.0.113.9 10.0.0.1 50000 25 6 10 1000 1767225720 1767225780 REJECT OK
        2 1 eni-1 203.0.113.9 10.0.0.1 50000 23 6 10 1000 1767225720 1767225780 REJECT OK
        2 1 <b>eni</b> 203.0.113.9 10.0.0.1 50000 23 6 10 1000 1767225720 1767225780 REJECT OK
        2 1 eni-1 <i>x</i> 10.0.0.1 50000 23 6 10 1000 1767225720 1767225780 REJECT OK

        """

    private static func page(_ verb: String = "evaluate") throws -> (
        folder: TemporaryFolder, run: CommandLineRun
    ) {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", rules)
        try folder.write("flows.log", log)
        let run = try CommandLineRun(
            [verb, "--rules", "rules.json", "--html", "page.html", "--output", "report.txt", "flows.log"],
            directory: folder.url)
        return (folder, run)
    }

    @Test func whatOthersWroteIsText() throws {
        let (folder, run) = try Self.page()
        #expect(run.exitCode == 0, "\(run.errors)")
        let page = try folder.read("page.html")
        // One of them the page's own; none of the names got through as markup.
        #expect(page.components(separatedBy: "<script").count == 2)
        for markup in ["<img", "<b>eni", "<i>x", "\"\u{301}", "\u{202E}"] {
            #expect(!page.contains(markup), "\(markup)")
        }
        #expect(page.contains("&lt;script&gt;document.documentElement.dataset.marked = 1&lt;/script&gt;"))
        #expect(page.contains("&quot;\u{301} onmouseover=&quot;document"))
        #expect(page.contains("ウェブサーバー عربي &lt;img src=x onerror=alert(1)&gt; a\\u{202e}b"))
        #expect(!page.contains("{{"))
        // Nothing comes from elsewhere.
        for reference in ["http://", "https://", "src=\"", "@import", "url("] {
            #expect(!page.contains(reference), "\(reference)")
        }
    }

    @Test func everyPartIsThere() throws {
        let (folder, _) = try Self.page()
        let page = try folder.read("page.html")
        for id in ["verdicts", "anomalies", "blocked", "traffic", "rules", "quality"] {
            #expect(page.contains("<section id=\"\(id)\""), "\(id)")
        }
        #expect(!page.contains("<section id=\"findings\""))
        // The anomaly, with the rules that should have stopped it and the line to look at.
        #expect(page.contains("certain: accepted-without-sg-rule"))
        #expect(page.contains("No inbound rule of sg-1 permits it."))
        #expect(page.contains("flows.log:4"))
        #expect(try folder.read("report.txt").contains("VERDICTS"))
        let audited = try Self.page("audit").folder.read("page.html")
        #expect(audited.contains("<section id=\"findings\""))
        #expect(audited.contains("sg-all-protocols"))
    }

    @Test func placesThatCannotBeAreRefused() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", Self.rules)
        try folder.write("flows.log", Self.log)
        func run(_ arguments: String...) throws -> CommandLineRun {
            try CommandLineRun(arguments + ["--rules", "rules.json"], directory: folder.url)
        }
        #expect(try run("evaluate", "--html", "a", "--output", "a", "flows.log").exitCode == 64)
        #expect(try run("evaluate", "--html", "-", "flows.log").errors.contains("say with --output"))
        #expect(try run("audit", "--html", "a").errors.contains("give logs as well"))
        #expect(try run("evaluate", "--html", "no/such/folder/a", "flows.log").exitCode == 73)
        let toOutput = try run("evaluate", "--html", "-", "--output", "report.txt", "flows.log")
        #expect(toOutput.output.hasPrefix("<!doctype html>"))
    }

    @Test func aMillionAnomaliesAreAPageThatCanBeMailed() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.json", Self.rules)
        var log = ""
        for number in 0..<1_000_000 {
            let source = "203.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
            log +=
                "2 1 eni-1 \(source) 10.0.0.1 50000 \(1 + number % 20) 6 1 60 1767225720 1767225780 ACCEPT OK\n"
        }
        try folder.write("flows.log", log)
        let run = try CommandLineRun(
            ["evaluate", "--rules", "rules.json", "--html", "page.html", "flows.log"], directory: folder.url)
        #expect(run.exitCode == 0)
        let page = try folder.read("page.html")
        #expect(page.utf8.count < 5_000_000)
        #expect(page.contains("1,000,000 records"))
        #expect(page.contains("which the JSON report lists"))
        #expect(page.contains("There are more groups than are kept"))
    }

    /// What a reader sees and does, in a real browser.
    @Test(
        .enabled(
            if: BrowserTools.environment != nil,
            "Tests/Browser/install.sh could not install Chromium and Selenium"))
    func chromiumShowsItAsItIsMeant() throws {
        let (folder, _) = try Self.page("audit")
        let looked = BrowserTools.look(at: folder.path("page.html"))
        let seen = try jsonObject(looked.output)
        try #require(looked.status == 0, "\(looked.errors)")
        #expect(seen["console"] as? [String] == [])
        #expect(seen["marked"] is NSNull)
        #expect(seen["images"] as? Int == 0)
        #expect(seen["scripts"] as? Int == 1)
        #expect(seen["requests"] as? Int == 0)
        #expect(seen["title"] as? String == "FlowVerdict: rules.json")
        #expect(seen["charts"] as? Int == 3)
        let text = try #require(seen["text"] as? String)
        #expect(text.contains("<script>document.documentElement.dataset.marked = 1</script>"))
        #expect(text.contains("ウェブサーバー عربي"))
        // Nothing sticks out to the right: tables scroll by themselves.
        let widths = try #require(seen["widths"] as? [String: Int])
        for (asked, width) in widths { #expect(width <= Int(asked) ?? 0) }
        #expect(widths.count == 2)
        let sorted = try #require(seen["sorted"] as? [Any])
        let before = try #require(sorted[0] as? [String])
        #expect(before.count > 3)
        #expect(sorted[1] as? [String] == before.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) })
        #expect(sorted[2] as? [String] == before.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) })
        #expect(sorted[3] as? String == "ascending")
        #expect(seen["filtered"] as? [String] == ["anomalous"])
        #expect(seen["printed"] as? Int ?? 0 > 10_000)
    }
}

/// Chromium, driven as a reader would.
enum BrowserTools {
    /// The environment with Selenium; nil where it or the browser cannot be installed.
    static let environment: URL? = {
        let folder = projectFolder.appending(path: ".build/browser")
        let script = projectFolder.appending(path: "Tests/Browser/install.sh")
        return CloudTools.run(script, [folder.path]).status == 0 ? folder : nil
    }()

    static func look(at page: String) -> (status: Int32, output: String, errors: String) {
        guard let environment else { return (-1, "", "no browser") }
        let script = projectFolder.appending(path: "Tests/Browser/look.py")
        return CloudTools.run(environment.appending(path: "bin/python"), [script.path, page])
    }
}
