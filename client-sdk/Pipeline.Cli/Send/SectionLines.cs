namespace Pipeline.Cli.Send;

/// <summary>The lines that a section's events and tallies came from.</summary>
/// <param name="Events">The line of each event, by its place among the section's events.</param>
/// <param name="Tallies">The line of each tally, by its place among the section's tallies.</param>
internal sealed record SectionLines(long[] Events, long[] Tallies);
