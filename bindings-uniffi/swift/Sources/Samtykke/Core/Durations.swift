extension RetryPolicy {
    /// A policy in durations; parts of milliseconds do not count.
    public init(
        maxAttempts: UInt32 = 4,
        baseDelay: Duration,
        maxDelay: Duration = .seconds(8),
        deadline: Duration = .seconds(60)
    ) {
        self.init(
            maxAttempts: maxAttempts,
            baseDelayMillis: baseDelay.milliseconds,
            maxDelayMillis: maxDelay.milliseconds,
            deadlineMillis: deadline.milliseconds
        )
    }

    /// The wait before the second attempt; each later one is twice as long.
    public var baseDelay: Duration {
        get { .milliseconds(baseDelayMillis) }
        set { baseDelayMillis = newValue.milliseconds }
    }

    /// The longest wait.
    public var maxDelay: Duration {
        get { .milliseconds(maxDelayMillis) }
        set { maxDelayMillis = newValue.milliseconds }
    }

    /// How long after the first attempt another may begin.
    public var deadline: Duration {
        get { .milliseconds(deadlineMillis) }
        set { deadlineMillis = newValue.milliseconds }
    }
}

extension EventFeedConfig {
    /// How long to wait between two looks at the feed.
    public var pollInterval: Duration {
        get { .seconds(pollIntervalSeconds) }
        set { pollIntervalSeconds = newValue.wholeSeconds }
    }

    /// How far each look goes back behind the last event.
    public var overlap: Duration {
        get { .seconds(overlapSeconds) }
        set { overlapSeconds = newValue.wholeSeconds }
    }
}

extension ConsentTokenOptions {
    /// How much the issuer's clock may differ.
    public var leeway: Duration {
        get { .seconds(leewaySeconds) }
        set { leewaySeconds = newValue.wholeSeconds }
    }
}

extension Duration {
    fileprivate var wholeSeconds: UInt32 { UInt32(clamping: components.seconds) }

    fileprivate var milliseconds: UInt32 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? 0 : .max) : UInt32(clamping: whole + attoseconds / 1_000_000_000_000_000)
    }

    /// The duration in seconds, for Foundation.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
