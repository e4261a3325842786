namespace Pipeline.Cli.Bench.Alerts;

/// <summary>What a real Alertmanager made of an incident.</summary>
internal sealed record AlertmanagerResult
{
    public required string Version { get; init; }

    /// <summary>From the first event that was ill to the alerts being active there.</summary>
    public required double ReceivedSeconds { get; init; }

    /// <summary>Groups, and the incident's endpoints in them.</summary>
    public required int Groups { get; init; }

    public required int EndpointsInGroup { get; init; }

    /// <summary>How long both endpoints were active there.</summary>
    public required double KeptSeconds { get; init; }

    /// <summary>Questions asked meanwhile, and of those the ones in which one of them was not active.</summary>
    public required int Questions { get; init; }

    public required int Gaps { get; init; }

    public required bool ActiveAtMinuteSeven { get; init; }

    /// <summary>From the message that it is over to neither being active there.</summary>
    public required double ResolvedSeconds { get; init; }

    /// <summary>What its receiver was told: <c>firing</c> and <c>resolved</c>.</summary>
    public required IReadOnlyDictionary<string, int> Told { get; init; }

    /// <summary>Pushes that it was sent.</summary>
    public required double Pushes { get; init; }

    public bool IsSound => Groups == 1 && EndpointsInGroup == 2 && Gaps == 0 && ActiveAtMinuteSeven && Told.ContainsKey("firing") && Told.ContainsKey("resolved");
}
