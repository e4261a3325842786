namespace Pipeline.Core.Catalog;

/// <summary>A name and the events counted for it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Events">Its events, at most.</param>
/// <param name="Excess">How many of them may be another name's.</param>
public readonly record struct BusyName(string Name, long Events, long Excess);
