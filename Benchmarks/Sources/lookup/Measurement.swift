import LookupEngines
import RuleSetKinds

/// What an engine was measured at on one rule set.
struct Measurement: Encodable {
    var engine: String
    var rules: Int
    var keys: Int
    /// Keys that the engine was timed on when it had seen none before; nil where it learns nothing.
    var coldKeys: Int?
    /// Of one look-up, after the same keys were looked up before.
    var warmNanoseconds: Double
    /// Of one look-up of a key unlike all before.
    var coldNanoseconds: Double?
    var buildSeconds: Double
    var bytes: Int

    enum CodingKeys: String, CodingKey {
        case engine, rules, keys, bytes
        case coldKeys = "cold_keys"
        case warmNanoseconds = "warm_nanoseconds"
        case coldNanoseconds = "cold_nanoseconds"
        case buildSeconds = "build_seconds"
    }
}

/// Times look-ups by the processor's time that they take. Every figure is the median of several rounds.
struct LookupTimer {
    private static let rounds = 9
    /// A round repeats the keys until it lasts as long, so that the clock's own cost vanishes.
    private static let roundDuration = Duration.milliseconds(30)

    private let clock = ThreadClock()

    /// Measures an engine on `keys`.
    ///
    /// - Parameter coldKeys: gives the engine's own keys for the cold measure, each of which it has to
    ///   work out; nil for engines that do not remember.
    /// - Returns: the figures, and the answer to each key.
    func measure<Engine: LookupEngine>(
        _ type: Engine.Type, _ rules: [ClassifierRule], _ keys: [ClassifierKey],
        coldKeys: ((Engine, [ClassifierKey]) -> [ClassifierKey])? = nil
    ) throws -> (Measurement, [UInt32]) {
        let start = clock.now
        var engine = try Engine(rules)
        let buildTime = clock.now - start
        var answers = [UInt32](repeating: 0, count: keys.count)
        engine.answer(keys, into: &answers)
        let warm = nanoseconds(keys.count) { engine.answer(keys, into: &answers) }
        var measurement = Measurement(
            engine: Engine.name, rules: rules.count, keys: keys.count, warmNanoseconds: warm,
            buildSeconds: buildTime / .seconds(1), bytes: engine.byteCount)
        if let coldKeys {
            let keys = coldKeys(engine, keys)
            var answers = [UInt32](repeating: 0, count: keys.count)
            measurement.coldKeys = keys.count
            measurement.coldNanoseconds = nanoseconds(
                keys.count, before: { engine.forget() }, { engine.answer(keys, into: &answers) })
        }
        return (measurement, answers)
    }

    /// Nanoseconds a look-up of a pass over `count` keys; `prepare` is not timed.
    private func nanoseconds(_ count: Int, before prepare: () -> Void = {}, _ pass: () -> Void) -> Double {
        var figures: [Double] = []
        for _ in 0..<Self.rounds {
            var passes = 0
            var time = Duration.zero
            repeat {
                prepare()
                time += clock.measure(pass)
                passes += 1
            } while time < Self.roundDuration
            figures.append(time / .nanoseconds(1) / Double(passes * count))
        }
        return figures.sorted()[figures.count / 2]
    }
}
