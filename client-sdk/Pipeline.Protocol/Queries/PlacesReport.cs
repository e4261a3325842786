namespace Pipeline.Protocol.Queries;

/// <summary>Places of endpoints.</summary>
/// <param name="Limit">How many there are.</param>
/// <param name="Admitted">How many are taken; more than the limit where a data folder had more.</param>
/// <param name="Free">How many are left.</param>
/// <param name="Freed">Places that silent endpoints have lost since the catalog began.</param>
/// <param name="IdleAfterSeconds">An endpoint silent for so long loses its place when it is needed.</param>
/// <param name="ClosedUntil">Free places are not given out before, Unix ms, since names that cannot be told from new ones overflowed; null if they are.</param>
public sealed record PlacesReport(int Limit, int Admitted, int Free, long Freed, double IdleAfterSeconds, long? ClosedUntil);
