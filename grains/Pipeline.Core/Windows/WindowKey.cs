namespace Pipeline.Core.Windows;

/// <summary>Which window of an endpoint.</summary>
/// <param name="Tier">Number of its tier, 0 the finest.</param>
/// <param name="StartUnixMs">Its start, Unix ms.</param>
public readonly record struct WindowKey(int Tier, long StartUnixMs);
