namespace Pipeline.Grains.Abstractions.Alerting;

/// <summary>What became of a change.</summary>
public enum ChangeStatus
{
    /// <summary>It is durable and in effect.</summary>
    Applied = 1,

    /// <summary>It is not allowed; the detail says why.</summary>
    Invalid = 2,

    /// <summary>There is no such thing.</summary>
    NotFound = 3,

    /// <summary>It has been changed since the version that was given, or its name is taken.</summary>
    Conflict = 4,

    /// <summary>Too much is in flight, or there are too many: nothing was changed, the same may be asked again.</summary>
    Overloaded = 5,

    /// <summary>Whether it was changed is not known; the same may be asked again.</summary>
    Unavailable = 6,
}
