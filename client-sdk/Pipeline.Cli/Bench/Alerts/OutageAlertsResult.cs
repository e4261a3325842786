namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What became of messages to a receiver that failed for a long time, and what old events led to.</summary>
internal sealed record OutageAlertsResult
{
    public required double OutageSeconds { get; init; }

    /// <summary>Incidents that were told.</summary>
    public required int Incidents { get; init; }

    /// <summary>Of those, the ones whose last state the receiver has.</summary>
    public required int IncidentsKnown { get; init; }

    /// <summary>Requests that the receiver was sent, by how it treated them; those that were refused never came.</summary>
    public required IReadOnlyDictionary<string, int> Requests { get; init; }

    /// <summary>Attempts by the silo's own list, those refused among them.</summary>
    public required int Attempts { get; init; }

    /// <summary>Requests that had come before.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Of those, the ones that came under another <c>webhook-id</c>.</summary>
    public required int DuplicatesWithAnotherId { get; init; }

    /// <summary>Messages that were taken twice.</summary>
    public required int TakenTwice { get; init; }

    /// <summary>Messages about what happened in the outage that were taken after it, half a minute later or more.</summary>
    public required int Late { get; init; }

    /// <summary>Of those, the ones marked as delayed.</summary>
    public required int LateMarked { get; init; }

    /// <summary>Messages that were not sent, since a later one of the same incident stands for them.</summary>
    public required long Superseded { get; init; }

    public required int Unverified { get; init; }

    /// <summary>From the end of the outage to the first message that was taken.</summary>
    public required double FirstTakenSeconds { get; init; }

    /// <summary>From then to the last of what had waited.</summary>
    public required double CatchUpSeconds { get; init; }

    /// <summary>Seconds that the silo was gone after it was killed.</summary>
    public required double SiloGoneSeconds { get; init; }

    /// <summary>Messages to another receiver, which never failed.</summary>
    public required int SteadyMessages { get; init; }

    /// <summary>Incidents about the failing receiver that the other was told of.</summary>
    public required int SteadyToldOfReceiver { get; init; }

    /// <summary>Snapshots that were deleted.</summary>
    public required int SnapshotsDeleted { get; init; }

    /// <summary>Messages within <see cref="QuietSeconds"/> of the restart without them.</summary>
    public required int DeliveriesWithoutSnapshots { get; init; }

    /// <summary>Old events that were sent: those of the history, and those of the spool.</summary>
    public required string HistorySent { get; init; }

    public required int DeliveriesOfHistory { get; init; }

    /// <summary>Incidents of the history that are listed as historic.</summary>
    public required int HistoricOfHistory { get; init; }

    public required int DeliveriesOfSpool { get; init; }

    /// <summary>Incidents of the spool that are listed as historic.</summary>
    public required int HistoricOfSpool { get; init; }

    public required double QuietSeconds { get; init; }

    public bool IsSound => IncidentsKnown == Incidents && DuplicatesWithAnotherId == 0 && Late > 0 && LateMarked == Late && Unverified == 0
        && DeliveriesWithoutSnapshots + DeliveriesOfHistory + DeliveriesOfSpool == 0 && HistoricOfSpool > 0;
}
