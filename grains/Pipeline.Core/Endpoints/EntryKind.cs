namespace Pipeline.Core.Endpoints;

/// <summary>What an entry of an endpoint's stream is. The numbers are part of the log's format.</summary>
public enum EntryKind : byte
{
    /// <summary>Events and tallies; the body is a validated section.</summary>
    Section = 1,

    /// <summary>The stream was idle for long enough to close its windows; no body.</summary>
    IdleClosed = 2,

    /// <summary>New <see cref="EndpointOptions"/>; the body is what <see cref="EndpointOptionsCodec"/> wrote.</summary>
    OptionsChanged = 3,

    /// <summary>
    /// Segments have publications for good, which need not be kept any more; the body is what <see
    /// cref="Publications.AcknowledgementCodec"/> wrote.
    /// </summary>
    PublicationsAcknowledged = 4,

    /// <summary>A fitted model takes effect in detection; the body names it by its hash.</summary>
    ModelInstalled = 5,

    /// <summary>New options of detection.</summary>
    DetectionOptionsChanged = 6,

    /// <summary>Somebody has said of an anomaly that this is normal.</summary>
    MarkedNormal = 7,

    /// <summary>Which budgets are about the endpoint from now on.</summary>
    BudgetsChanged = 8,
}
