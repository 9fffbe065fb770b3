import FlowEvaluation
import Reporting
import Testing

@Suite struct VerdictSelectionTests {
    private func matches(_ text: String, _ verdict: Verdict, _ statedReason: String? = nil) throws -> Bool {
        try VerdictSelection(text).matches(verdict, statedReason: statedReason)
    }

    @Test func classSelectsAllItsReasonsAndCertainties() throws {
        #expect(try matches("anomalous", Verdict(.anomalous, .acceptedAgainstBoth, .certain)))
        #expect(try matches("anomalous", Verdict(.anomalous, .rejectedDespiteRules, .possible)))
        #expect(try !matches("anomalous", Verdict(.sgBlocked, .noRule)))
    }

    @Test func reasonAndCertaintyNarrowTheClass() throws {
        #expect(try matches("sg-blocked/no-rule", Verdict(.sgBlocked, .noRule)))
        #expect(try !matches("sg-blocked/no-rule", Verdict(.sgBlocked, .untrackedReturn)))
        #expect(try matches("anomalous/likely", Verdict(.anomalous, .acceptedWithoutSGRule, .likely)))
        #expect(try !matches("anomalous/likely", Verdict(.anomalous, .acceptedWithoutSGRule, .certain)))
    }

    @Test func listSelectsWhatAnyItemSelects() throws {
        let text = "not-evaluated , nacl-blocked/rule"
        #expect(try matches(text, Verdict(.notEvaluated, .noData)))
        #expect(try matches(text, Verdict(.naclBlocked, .rule)))
        #expect(try !matches(text, Verdict(.naclBlocked, .undetermined)))
    }

    @Test func vpcBlockedTakesAnyStatedReason() throws {
        let verdict = Verdict(.vpcBlocked, .statedReason)
        #expect(try matches("vpc-blocked/BPA", verdict, "BPA"))
        #expect(try !matches("vpc-blocked/BPA", verdict, "EC"))
        #expect(try matches("vpc-blocked/some new/reason", verdict, "some new/reason"))
        #expect(try matches("vpc-blocked/BPA,vpc-blocked", verdict, "EC"))
    }

    private func message(_ text: String) -> String {
        do throws(VerdictSelectionError) {
            _ = try VerdictSelection(text)
            return "no error"
        } catch {
            return error.message
        }
    }

    @Test func misspeltClassIsAnsweredByTheNearest() {
        #expect(
            message("anomolous")
                == "\"anomolous\" is no verdict class; did you mean \"anomalous\"; the classes are allowed-by-sg, "
                + "sg-blocked, nacl-blocked, vpc-blocked, anomalous, not-evaluated")
    }

    @Test func misspeltReasonIsAnsweredByTheClassesOwn() {
        #expect(
            message("sg-blocked/norule")
                == "\"norule\" is no reason of sg-blocked; did you mean \"no-rule\"; there are no-rule, "
                + "untracked-return, closed-connection, undetermined")
        #expect(message("anomalous/certian").contains("did you mean \"certain\""))
    }

    @Test func wordFarFromAllGetsNoSuggestion() {
        #expect(!message("everything").contains("did you mean"))
        #expect(message("everything").contains("the classes are allowed-by-sg,"))
    }

    @Test func reasonWithoutItsClassIsToldWhereItBelongs() {
        #expect(
            message("undetermined")
                == "\"undetermined\" is no verdict class but belongs behind one; write "
                + "allowed-by-sg/undetermined, sg-blocked/undetermined, nacl-blocked/undetermined")
        #expect(message("certain").hasSuffix("write anomalous/certain"))
    }

    @Test(arguments: ["", ",", "anomalous,", ",anomalous", "anomalous,,sg-blocked", " "])
    func emptyItemIsRefused(_ text: String) {
        #expect(throws: VerdictSelectionError.emptyItem) { try VerdictSelection(text) }
    }

    @Test(arguments: ["anomalous/", "vpc-blocked/", "anomalous/certain/certain", "sg-blocked/certain"])
    func detailThatTheClassLacksIsRefused(_ text: String) {
        #expect(throws: VerdictSelectionError.self) { try VerdictSelection(text) }
    }

    @Test func wordsInMessagesAreEscaped() {
        #expect(message("a\u{1b}[31m").hasPrefix("\"a\\u{1b}[31m\" is no verdict class"))
    }
}
