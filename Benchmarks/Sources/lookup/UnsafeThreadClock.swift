import Foundation

/// The time that the calling thread has spent on a processor: on a busy machine, the time of whatever
/// else runs is no part of it.
struct ThreadClock {
    var now: Duration {
        var time = timespec()
        // The structure outlives the call, which writes nothing else.
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    func measure(_ body: () throws -> Void) rethrows -> Duration {
        let start = now
        try body()
        return now - start
    }
}
