namespace Pipeline.Core.Endpoints;

/// <summary>What counts as the present: detection, findings and alerts must agree, or one of them would wake people for what another calls past.</summary>
public static class Recency
{
    /// <summary>What was seen last longer ago than this belongs to the past, ms: nobody is woken for it, as when a history is loaded later.</summary>
    public const long LiveWithinMs = 15 * 60_000;
}
