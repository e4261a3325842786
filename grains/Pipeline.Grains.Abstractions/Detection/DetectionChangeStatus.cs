namespace Pipeline.Grains.Abstractions.Detection;

/// <summary>What became of a change to how an endpoint is watched. The numbers are part of the message's format.</summary>
public enum DetectionChangeStatus : byte
{
    /// <summary>Durable and in effect; also if it was so before.</summary>
    Applied = 0,

    /// <summary>What was asked for is not valid. Nothing was logged.</summary>
    Invalid = 1,

    /// <summary>The endpoint knows no such anomaly, or not any more. Nothing was logged.</summary>
    NotFound = 2,

    /// <summary>Too much is in flight. Nothing was logged; try again.</summary>
    Overloaded = 3,

    /// <summary>The endpoint is being brought back from the log, or the commit's outcome is unknown; try again.</summary>
    Unavailable = 4,
}
