namespace Pipeline.Detection.Training;

/// <summary>What an entry says that installs a model.</summary>
/// <param name="Segment">Of which segment.</param>
/// <param name="Window">Number of the window after which its training was due.</param>
/// <param name="Hash">See <see cref="ForestModel.Hash"/>.</param>
public sealed record InstalledModel(string Segment, long Window, UInt128 Hash);
