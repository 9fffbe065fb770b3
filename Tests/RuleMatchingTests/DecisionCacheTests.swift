import TestSupport
import Testing

@testable import RuleMatching

struct DecisionCacheTests {
    private func key(_ number: Int) -> DecisionKey {
        DecisionKey(
            table: UInt32(number % 7), addressClass: UInt32(number / 7 % 5000),
            serviceClass: UInt32(number / 35000))
    }

    @Test func keysHoldTheirPartsUpToTheLimits() {
        for table in [0, 1, DecisionKey.maximumTable] {
            for addressClass in [0, 1, DecisionKey.maximumAddressClass] {
                for serviceClass in [0, 1, DecisionKey.maximumServiceClass] {
                    let key = DecisionKey(
                        table: table, addressClass: addressClass, serviceClass: serviceClass)
                    #expect(key.table == table && key.addressClass == addressClass)
                    #expect(key.serviceClass == serviceClass && key != .notApplied)
                }
            }
        }
    }

    @Test func answersAreThoseThatWereGiven() {
        var cache = DecisionCache()
        for number in 0..<20_000 {
            #expect(cache.answer(to: key(number)) == nil)
            cache.insert(LayerAnswer(word: UInt32(number)), for: key(number))
        }
        for number in 0..<20_000 where cache.answer(to: key(number)) != LayerAnswer(word: UInt32(number)) {
            Issue.record("key \(number) has \(String(describing: cache.answer(to: key(number))))")
        }
        cache.removeAll()
        #expect(cache.answer(to: key(0)) == nil)
    }

    @Test func beyondItsLimitItForgetsButNeverErrs() {
        var cache = DecisionCache()
        var forgotten = 0
        for number in 0..<150_000 {
            cache.insert(LayerAnswer(word: UInt32(number)), for: key(number))
            if cache.answer(to: key(number)) != LayerAnswer(word: UInt32(number)) {
                Issue.record("key \(number)")
            }
        }
        for number in 0..<150_000 {
            switch cache.answer(to: key(number)) {
            case nil: forgotten += 1
            case LayerAnswer(word: UInt32(number)): break
            case let wrong: Issue.record("key \(number) has \(String(describing: wrong))")
            }
        }
        // 2^17 answers, that to no question among them, filled half of the largest table, which was then emptied.
        #expect(forgotten == 131_071)
    }
}
